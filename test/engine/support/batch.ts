import type { FaultEffect, SandboxCall } from '../../../sandbox';
import { runSsemble, type SsembleOptions, type WorkflowRun } from './engine';
import { create } from './parameters';
import type { SandboxForTests } from './sandbox';

/** Ranges are unlike in all tests, so that each request is known by its start. */
let nextStart = 0;
/** Input items, each with a range of its own. */
export const batch = (size: number) => {
	nextStart += 100;
	return Array.from({ length: size }, (_, index) => ({ start: nextStart + index }));
};
export type Item = ReturnType<typeof batch>[number];

/** The parameters of Create for such items. */
export const parameters = create({ start: '={{ $json.start }}', end: '={{ $json.start + 600 }}' });
/** What tests do with a batch in a sandbox. */
export function inBatches(s: SandboxForTests) {
	const submit = async (items: Item[], options: SsembleOptions = {}, account = s.addAccount()) => ({
		...account,
		run: await runSsemble(parameters, account.host, { items, ...options }),
	});

	const isSubmissionOf = (items: Item[]) => (call: Readonly<SandboxCall>) => {
		const { start } = (call.body ?? {}) as Partial<Item>;
		return call.method === 'POST' && items.some((item) => item.start === start);
	};
	const spoil = (items: Item[], effect: FaultEffect, times = items.length) =>
		s.sandbox.addFault({ when: isSubmissionOf(items), effect, times });
	const requestsOf = (items: Item[]) =>
		items.map(({ start }) =>
			s.sandbox.requests.filter((request) => request.start === start).map(({ id }) => id),
		);
	return { submit, spoil, requestsOf };
}

export const idsOf = (run: WorkflowRun) => run.json('After').map(({ requestId }) => requestId);
export const refusal = (message: string): FaultEffect => ({
	kind: 'answer',
	status: 400,
	body: { error: { code: 'url_validation_failed', message, details: null } },
});
export const html = {
	kind: 'answer',
	status: 502,
	body: '<html>Bad Gateway</html>',
} satisfies FaultEffect;
export const internal = {
	kind: 'answer',
	status: 500,
	body: { error: { code: 'internal_error', message: 'Unexpected', details: null } },
} satisfies FaultEffect;

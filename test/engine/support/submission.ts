import type { FaultEffect, SandboxRequest } from '../../../sandbox';
import type { SandboxForTests } from './sandbox';

let nextStart = 0;
/** Each test submits a range of its own, by which its requests are known. */
export const submission = () => {
	nextStart += 400;
	return { start: nextStart, end: nextStart + 600 };
};
export type Range = ReturnType<typeof submission>;
type Start = Pick<Range, 'start'>;

/** What tests do with such submissions in a sandbox. */
export function inSubmissions(s: SandboxForTests) {
	const madeOf = ({ start }: Start): SandboxRequest[] =>
		s.sandbox.requests.filter((request) => request.start === start);
	const sent = ({ start }: Start) =>
		s.calls('POST /shorts/create').filter(({ body }) => (body as Start).start === start);
	const spoil = ({ start }: Start, effect: FaultEffect, times = 1) =>
		s.sandbox.addFault({
			method: 'POST',
			when: ({ body }) => (body as Start).start === start,
			effect,
			times,
		});
	return { madeOf, sent, spoil };
}

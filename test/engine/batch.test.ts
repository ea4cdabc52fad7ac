import type { FaultEffect, SandboxCall } from '../../sandbox';
import {
	connect,
	runSsemble,
	runWorkflow,
	type SsembleOptions,
	type WorkflowRun,
} from './support/engine';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

/** Ranges are unlike in all tests, so that each request is known by its start. */
let nextStart = 0;
const batch = (size: number) => {
	nextStart += 100;
	return Array.from({ length: size }, (_, index) => ({ start: nextStart + index }));
};
type Item = ReturnType<typeof batch>[number];

const parameters = create({ start: '={{ $json.start }}', end: '={{ $json.start + 600 }}' });
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
const idsOf = (run: WorkflowRun) => run.json('After').map(({ requestId }) => requestId);
const refusal = (message: string): FaultEffect => ({
	kind: 'answer',
	status: 400,
	body: { error: { code: 'url_validation_failed', message, details: null } },
});
const html: FaultEffect = { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' };
const internal: FaultEffect = {
	kind: 'answer',
	status: 500,
	body: { error: { code: 'internal_error', message: 'Unexpected', details: null } },
};

describe('A batch of 20 of which item 7 meets', () => {
	const cases: Array<[string, FaultEffect]> = [
		['a reset before Ssemble took it', { kind: 'reset' }],
		['a reset after Ssemble took it', { kind: 'reset', taken: true }],
		['an internal error before Ssemble took it', internal],
		['an internal error after Ssemble took it', { ...internal, taken: true }],
		['a page of a proxy before Ssemble took it', html],
		['a page of a proxy after Ssemble took it', { ...html, taken: true }],
		['no answer in time before Ssemble took it', { kind: 'hang', ms: 32_000 }],
		['no answer in time after Ssemble took it', { kind: 'hang', ms: 32_000, taken: true }],
	];
	const outcomes = new Map<string, Awaited<ReturnType<typeof submit>> & { items: Item[] }>();

	beforeAll(async () => {
		await Promise.all(
			cases.map(async ([what, effect]) => {
				const items = batch(20);
				spoil(items.slice(6, 7), effect);
				outcomes.set(what, { items, ...(await submit(items)) });
			}),
		);
	}, 90_000);

	it.each(cases)('%s makes 20 requests, costs 20 credits and returns 20 ids', (what) => {
		const { items, run, account } = outcomes.get(what) ?? fail(`${what} did not run`);

		expect(run.error).toBeUndefined();
		expect(requestsOf(items).map((ids) => ids.length)).toEqual(items.map(() => 1));
		expect(100_000 - account.credits).toBe(20);
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(run.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
	});
});

function fail(message: string): never {
	throw new Error(message);
}

describe('A batch of which every answer gets lost', () => {
	it('is found with few calls, for an hour has only 100', async () => {
		const items = batch(20);
		spoil(items, { kind: 'reset', taken: true });
		const { run } = await submit(items);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(s.calls('POST /shorts/create')).toHaveLength(20);
		expect(s.calls('GET /shorts')).toHaveLength(1);
		expect(s.calls('GET /shorts/:id')).toHaveLength(20);
	});

	it('is sent again as a whole, once, if Ssemble took none of it', async () => {
		const items = batch(20);
		spoil(items, html);
		const { run, account } = await submit(items);

		expect(run.error).toBeUndefined();
		expect(100_000 - account.credits).toBe(20);
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(s.calls('POST /shorts/create')).toHaveLength(40);
		expect(s.calls('GET /shorts')).toHaveLength(4);
		expect(s.sandbox.maxInFlight).toBeLessThanOrEqual(10);
	}, 40_000);
});

describe('A range that ran past the end of the video', () => {
	it('is found by what is left of it, if the answer gets lost', async () => {
		const items = batch(3);
		const end = (items[0]?.start ?? 0) + 300;
		spoil(items, { kind: 'reset', taken: true });
		const run = await runSsemble(
			{ ...parameters, url: `https://www.youtube.com/watch?v=short&sandboxDuration=${end}` },
			s.addAccount().host,
			{ items },
		);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
	});

	it('is not mistaken for another submission of the same video', async () => {
		const [item] = batch(1);
		const start = item?.start ?? 0;
		// The first runs past the end; the second ends just there.
		const items = [
			{ start, end: start + 600 },
			{ start, end: start + 300 },
		];
		spoil([{ start }], { kind: 'reset', taken: true }, 2);
		const run = await runSsemble(
			create({
				url: `https://www.youtube.com/watch?v=short&sandboxDuration=${start + 300}`,
				start: '={{ $json.start }}',
				end: '={{ $json.end }}',
			}),
			s.addAccount().host,
			{ items },
		);

		expect(run.error).toBeUndefined();
		expect(new Set(idsOf(run)).size).toBe(2);
		expect(requestsOf([{ start }]).flat().sort()).toEqual(idsOf(run).sort());
	});
});

describe('A batch that stops', () => {
	it('names the ids of all that was submitted, in order', async () => {
		const items = batch(12);
		spoil(items.slice(6, 7), refusal('Cannot be fetched'));
		const { run, account } = await submit(items);

		expect(run.error).toMatchObject({ message: 'Cannot be fetched', itemIndex: 6 });
		const taken = requestsOf(items).flat();
		expect(taken.length).toBeGreaterThanOrEqual(9);
		expect(run.error?.description).toContain(taken.join(', '));
		expect(100_000 - account.credits).toBe(taken.length);
	});

	it('names those, too, whose answers got lost', async () => {
		const items = batch(5);
		spoil(items.slice(0, 1), refusal('Cannot be fetched'));
		spoil(items.slice(3, 4), { kind: 'reset', taken: true });
		const { run } = await submit(items);

		expect(run.error).toMatchObject({ itemIndex: 0 });
		const taken = requestsOf(items).flat();
		expect(taken).toHaveLength(4);
		expect(run.error?.description).toContain(taken.join(', '));
	});

	it('repeats nothing', async () => {
		const items = batch(5);
		spoil(items.slice(0, 1), refusal('Cannot be fetched'));
		spoil(items.slice(3, 4), { kind: 'reset' });
		const { run } = await submit(items);

		expect(run.error).toMatchObject({ itemIndex: 0 });
		expect(s.calls('POST /shorts/create')).toHaveLength(5);
		expect(requestsOf(items).flat()).toHaveLength(3);
	}, 20_000);

	it('sends nothing more', async () => {
		s.sandbox.settings.latencyMs = 20;
		const items = batch(60);
		spoil(items.slice(0, 1), refusal('Cannot be fetched'));
		await submit(items);
		s.sandbox.settings.latencyMs = 0;

		expect(s.calls('POST /shorts/create').length).toBeLessThanOrEqual(20);
	});
});

describe('A batch that is set to continue', () => {
	it.each([
		['in their places', 'continueRegularOutput'],
		['in the error output', 'continueErrorOutput'],
	] as const)(
		'has the ids of all that was taken, and the errors %s',
		async (_where, onError) => {
			const items = batch(20);
			spoil(items.slice(2, 3), refusal('No such video'));
			spoil(items.slice(6, 7), { kind: 'reset', taken: true });
			spoil(items.slice(11, 12), html);
			const wrong = items.map((item, index) => (index === 15 ? { start: -1 } : item));
			const { run, account } = await submit(wrong, { node: { onError } });

			const refused = [2, 15];
			const expected = requestsOf(items).flat();
			expect(expected).toHaveLength(18);
			expect(100_000 - account.credits).toBe(18);
			const taken = run.json('Ssemble').filter(({ requestId }) => requestId !== undefined);
			expect(taken.map(({ requestId }) => requestId)).toEqual(expected);

			const failed = [...run.items('Ssemble', 0), ...run.items('Ssemble', 1)].filter(
				({ json }) => json.error !== undefined,
			);
			expect(failed.map(({ pairedItem }) => pairedItem)).toEqual(refused.map((item) => ({ item })));
			expect(failed.map(({ json }) => json.error)).toEqual([
				'No such video',
				expect.stringContaining("'Start' is not a time of the video") as string,
			]);
		},
		20_000,
	);
});

describe('A retry by n8n', () => {
	const unreadable = () =>
		s.sandbox.addFault({ path: '/shorts', effect: { kind: 'reset' }, times: 3 });
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('first clears up what could not be cleared up before', async () => {
		const items = batch(3);
		spoil(items.slice(1, 2), { kind: 'reset', taken: true });
		unreadable();
		const { run, account } = await submit(items, { node });

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(100_000 - account.credits).toBe(3);
		expect(s.calls('POST /shorts/create')).toHaveLength(3);
	}, 20_000);

	it('by the user does, too', async () => {
		const items = batch(3);
		spoil(items.slice(1, 2), { kind: 'reset', taken: true });
		unreadable();
		const { run, account } = await submit(items);
		expect(run.error?.message).toContain('not known');
		const again = await run.retry();

		expect(again.error).toBeUndefined();
		expect(idsOf(again)).toEqual(requestsOf(items).flat());
		expect(100_000 - account.credits).toBe(3);
	}, 20_000);

	it('submits identical items as often as they are there', async () => {
		const [item] = batch(1);
		const items = [item, item, item].map((one) => ({ start: one?.start ?? 0 }));
		spoil(items, refusal('Not now'), 1);
		const { run, account } = await submit(items, { node });

		expect(run.error).toBeUndefined();
		expect(new Set(idsOf(run)).size).toBe(3);
		expect(100_000 - account.credits).toBe(3);
	});
});

describe('Another run of the node in the same execution', () => {
	it('submits anew what an earlier one has submitted', async () => {
		const [item] = batch(1);
		const { host } = s.addAccount();
		const ssemble = (name: string) => ({ type: 'n8n-nodes-ssemble.ssemble', name, parameters });
		const run = await runWorkflow(
			{
				nodes: [
					{ type: 'test.start', name: 'Start' },
					{ type: 'test.noOp', name: 'A' },
					{ type: 'test.noOp', name: 'B' },
					ssemble('Ssemble'),
				],
				connections: {
					Start: {
						main: [
							[
								{ node: 'A', type: 'main', index: 0 },
								{ node: 'B', type: 'main', index: 0 },
							],
						],
					},
					...connect('A', 'Ssemble'),
					...connect('B', 'Ssemble'),
				},
			},
			host,
			{ items: [{ start: item?.start ?? 0 }] },
		);

		expect(run.error).toBeUndefined();
		expect(requestsOf([{ start: item?.start ?? 0 }]).flat()).toHaveLength(2);
	});
});

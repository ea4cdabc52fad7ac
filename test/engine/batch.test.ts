import type { FaultEffect } from '../../sandbox';
import { batch, html, idsOf, inBatches, internal, parameters, type Item } from './support/batch';
import { runSsemble } from './support/engine';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const { submit, spoil, requestsOf } = inBatches(s);

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

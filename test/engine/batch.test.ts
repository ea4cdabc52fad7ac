import type { FaultEffect } from '../../sandbox';
import { batch, html, idsOf, inBatches, internal, type Item } from './support/batch';
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

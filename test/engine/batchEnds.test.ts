import { batch, html, inBatches, refusal } from './support/batch';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const { submit, spoil, requestsOf } = inBatches(s);

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

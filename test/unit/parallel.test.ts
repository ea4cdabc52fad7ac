import { inParallel } from '../../nodes/Ssemble/n8n/parallel';

const pauses = [30, 5, 20, 1, 10, 15, 2];
const wait = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Tasks in parallel', () => {
	it('return their results in the order of the values', async () => {
		const results = await inParallel(pauses, 3, async (ms, index) => {
			await wait(ms);
			return `${index}: ${ms}`;
		});
		expect(results).toEqual(pauses.map((ms, index) => `${index}: ${ms}`));
	});

	it.each([
		[1, 1],
		[3, 3],
		[100, 7],
	])('are at most as many as wanted (%i)', async (limit, most) => {
		let [open, seen] = [0, 0];
		await inParallel(pauses, limit, async (ms) => {
			seen = Math.max(seen, ++open);
			await wait(ms);
			open--;
		});
		expect(seen).toBe(most);
	});

	it('stop with the first that fails, once those under way have ended', async () => {
		const begun: number[] = [];
		const ended: number[] = [];
		let tellOfFailure = () => {};
		const failure = new Promise<void>((resolve) => {
			tellOfFailure = resolve;
		});
		const running = inParallel([0, 1, 2, 3, 4, 5], 2, async (value) => {
			begun.push(value);
			if (value === 1) await failure;
			if (value === 2) {
				setImmediate(tellOfFailure);
				throw new Error('Two');
			}
			ended.push(value);
			await Promise.resolve();
		});

		await expect(running).rejects.toThrow('Two');
		expect(begun).toEqual([0, 1, 2]);
		expect(ended).toEqual([0, 1]);
	});

	it('may return nothing, and there may be none', async () => {
		expect(await inParallel([1, 2], 2, async () => await Promise.resolve(undefined))).toEqual([
			undefined,
			undefined,
		]);
		expect(await inParallel([], 2, async () => await Promise.resolve(1))).toEqual([]);
	});
});

import { TOO_LATE, withDeadline } from '../../nodes/Ssemble/n8n/deadline';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('A task that takes too long is not waited for', async () => {
	const waiting = withDeadline(new Promise(() => undefined), 1_000);
	await jest.advanceTimersByTimeAsync(1_000);
	expect(await waiting).toBe(TOO_LATE);
});

it('A task that ends in time yields what it yields, and leaves no timer', async () => {
	expect(await withDeadline(Promise.resolve('done'), 1_000)).toBe('done');
	await expect(withDeadline(Promise.reject(new Error('broken')), 1_000)).rejects.toThrow('broken');
	await jest.advanceTimersByTimeAsync(0);
	expect(jest.getTimerCount()).toBe(0);
});

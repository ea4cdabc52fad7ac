import { getEventListeners } from 'node:events';
import type { IExecuteFunctions } from 'n8n-workflow';
import { pause } from '../../nodes/Ssemble/n8n/pause';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const contextOf = (signal?: AbortSignal) =>
	({
		getNode: () => ({ name: 'Ssemble' }),
		getExecutionCancelSignal: () => signal,
	}) as unknown as IExecuteFunctions;

it.each([
	['that can be cancelled', new AbortController().signal],
	['that cannot', undefined],
])('A pause lasts as long as wanted, in an execution %s', async (_which, signal) => {
	let isOver = false;
	const pausing = pause(contextOf(signal), 5_000).then(() => {
		isOver = true;
	});
	await jest.advanceTimersByTimeAsync(4_999);
	expect(isOver).toBe(false);
	await jest.advanceTimersByTimeAsync(1);
	expect(isOver).toBe(true);
	await pausing;
});

it('A pause ends with the execution, and leaves nothing behind', async () => {
	const controller = new AbortController();
	const pausing = expect(pause(contextOf(controller.signal), 60_000)).rejects.toThrow('cancelled');
	await jest.advanceTimersByTimeAsync(10);
	controller.abort();
	await pausing;

	expect(jest.getTimerCount()).toBe(0);
});

it('A pause does not begin when the execution is cancelled already', async () => {
	await expect(pause(contextOf(AbortSignal.abort()), 60_000)).rejects.toThrow('cancelled');
	expect(jest.getTimerCount()).toBe(0);
});

it('Many pauses do not pile up listeners', async () => {
	const { signal } = new AbortController();
	for (let pauses = 0; pauses < 20; pauses++) {
		const pausing = pause(contextOf(signal), 10);
		await jest.advanceTimersByTimeAsync(10);
		await pausing;
	}
	expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

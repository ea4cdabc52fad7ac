/**
 * Runs work in simulated time: what it sets a timeout for happens at once, in the right order.
 * The code under simulation needs no change, because the global `setTimeout` and `Date.now` are replaced meanwhile.
 */
export const inSimulatedTime = async <T>(work: () => Promise<T>): Promise<T> => {
	const real = { setTimeout: globalThis.setTimeout, now: Date.now };
	const waiting: Array<{ at: number; run: () => void }> = [];
	simulatedNow = 0;
	globalThis.setTimeout = ((run: () => void, ms = 0) => {
		const at = simulatedNow + ms;
		const later = waiting.findIndex((one) => one.at > at);
		waiting.splice(later < 0 ? waiting.length : later, 0, { at, run });
	}) as typeof setTimeout;
	Date.now = now;
	try {
		const state = { isDone: false };
		const result = work().finally(() => (state.isDone = true));
		// To the end of all that goes on: what is left over would draw from the dice of the next simulation.
		for (;;) {
			await new Promise(setImmediate);
			const next = waiting.shift();
			if (next) {
				simulatedNow = next.at;
				next.run();
			} else if (state.isDone) break;
		}
		return await result;
	} finally {
		globalThis.setTimeout = real.setTimeout;
		Date.now = real.now;
	}
};

let simulatedNow = 0;

/** Milliseconds since the simulation began. */
export const now = (): number => simulatedNow;

/** Lets simulated time pass. */
export const pass = async (ms: number): Promise<void> =>
	await new Promise((resolve) => void setTimeout(resolve, ms));

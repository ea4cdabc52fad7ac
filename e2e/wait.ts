import { setTimeout as delay } from 'node:timers/promises';

/** How long and how often to look. */
export interface WaitOptions {
	/** Milliseconds until it is given up; 30,000 unless told. */
	timeoutMs?: number;
	/** Milliseconds between two looks; unless told, a tenth of what it has waited, from 100 to 1,000: looks cost, too. */
	everyMs?: number;
	/** Called when it is given up: more to say in the error. */
	explain?: () => string;
}

/**
 * Looks until `probe` gives something other than undefined or false, and gives that. What `probe`
 * throws counts as "not yet"; the last of it is quoted when time runs out.
 */
export const waitFor = async <T>(
	what: string,
	probe: () => Promise<T | undefined | false> | T | undefined | false,
	{ timeoutMs = 30_000, everyMs, explain }: WaitOptions = {},
): Promise<T> => {
	const start = Date.now();
	const end = start + timeoutMs;
	let lastError: unknown;
	for (;;) {
		try {
			const found = await probe();
			if (found !== undefined && found !== false) return found;
			lastError = undefined;
		} catch (error) {
			lastError = error;
		}
		if (Date.now() >= end) break;
		await delay(everyMs ?? Math.min(Math.max((Date.now() - start) / 10, 100), 1_000));
	}
	const details = [
		...(lastError instanceof Error ? [lastError.message] : []),
		...(explain === undefined ? [] : [explain()]),
	];
	throw new Error(
		[`Gave up waiting for ${what} after ${timeoutMs / 1000} s.`, ...details].join('\n'),
	);
};

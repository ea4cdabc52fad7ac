import { setTimeout as delay } from 'node:timers/promises';

/** How long and how often to look. */
export interface WaitOptions {
	/** Milliseconds until it is given up; 30,000 unless told. */
	timeoutMs?: number;
	/** Milliseconds between two looks; 100 unless told. */
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
	{ timeoutMs = 30_000, everyMs = 100, explain }: WaitOptions = {},
): Promise<T> => {
	const end = Date.now() + timeoutMs;
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
		await delay(everyMs);
	}
	const details = [
		...(lastError instanceof Error ? [lastError.message] : []),
		...(explain === undefined ? [] : [explain()]),
	];
	throw new Error(
		[`Gave up waiting for ${what} after ${timeoutMs / 1000} s.`, ...details].join('\n'),
	);
};

import type { Allowance } from '../api/rateLimit';

/** Below this part of the hour's allowance, what is left is spread over the rest of the hour. */
const LOW = 1 / 4;

/** The smallest allowance that Ssemble grants, in calls an hour (API documentation, rate limits). */
const SMALLEST_LIMIT = 100;

const HOUR_MS = 3_600_000;

/**
 * Milliseconds until the next round of polling: as wished, or more if the hour's allowance runs low.
 *
 * @param callsAhead calls that are needed beside the rounds, such as those that read the results
 * @param allowance undefined if the API did not tell
 */
export function pollDelay(
	pollEvery: number,
	callsAhead: number,
	allowance: Allowance | undefined,
): number {
	if (!allowance) return pollEvery;
	const { callsLeft, limit = SMALLEST_LIMIT, renewedIn = HOUR_MS } = allowance;
	if (callsLeft - callsAhead >= limit * LOW) return pollEvery;
	const rounds = Math.max(1, callsLeft - callsAhead);
	return Math.max(pollEvery, renewedIn / rounds);
}

import type { ApiCall, ApiResponse, Outcome } from './call';
import { untilReset } from './rateLimit';

/** Milliseconds between the attempts of a call. Ours: long enough for a proxy to restart. */
const RETRY_DELAYS_MS = [1_000, 3_000];

/** The longest that a call waits for a rate limit to reset, in milliseconds. */
const LONGEST_LIMIT_WAIT_MS = 60_000;

/**
 * When to make a call again. What surely was not accepted is tried again; what may have been accepted, only if it is
 * a GET, for repeating that does no harm.
 *
 * @param attempts how often it was made before, from 0
 * @returns milliseconds from now, or undefined if not at all
 */
export function retryDelay(
	call: ApiCall,
	outcome: Exclude<Outcome, { kind: 'done' }>,
	attempts: number,
): number | undefined {
	const backoff = RETRY_DELAYS_MS[attempts];
	if (backoff === undefined) return undefined;
	if (outcome.kind === 'unreached') return backoff;
	if (outcome.kind === 'unclear') return call.method === 'GET' ? backoff : undefined;
	return outcome.response.statusCode === 429 ? limitDelay(outcome.response, backoff) : undefined;
}

/**
 * Milliseconds until a rate limit lets calls through again, or undefined if that is longer than a call waits.
 *
 * @param response an answer with status 429
 * @param unknown what to return if the answer does not tell
 */
export function limitDelay({ headers }: ApiResponse, unknown: number): number | undefined {
	const reset = untilReset(headers);
	if (reset === undefined) return unknown;
	const wait = Math.max(reset, unknown);
	return wait < LONGEST_LIMIT_WAIT_MS ? wait : undefined;
}

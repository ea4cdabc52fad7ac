import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { isPassing } from '../api/errors';
import type { Allowance } from '../api/rateLimit';
import { asNodeError } from '../n8n/items';
import { namingRequests, requestsOf, type Batch } from './batch';
import { Progress } from './progress';

/** Below this part of the hour's allowance, what is left is spread over the rest of the hour. */
const LOW = 1 / 4;

/** The smallest allowance that Ssemble grants, in calls an hour (API documentation, rate limits). */
const SMALLEST_LIMIT = 100;

const HOUR_MS = 3_600_000;

/**
 * Waits for a batch by asking the API: one call a round tells about all its requests. Ends at once, with an
 * error, when the execution is cancelled.
 *
 * @param pollEvery milliseconds from one round to the next
 * @returns what is known of the requests; some are unfinished if the time was over
 * @throws NodeApiError if Ssemble refuses to tell about them, NodeOperationError if the execution is cancelled; both name
 *   the requests
 */
export async function poll(
	context: IExecuteFunctions,
	client: ApiClient,
	batch: Batch,
	pollEvery: number,
): Promise<Progress> {
	const progress = new Progress(batch);
	try {
		// What an earlier execution submitted may have finished long ago.
		if (batch.notifiesOther) await look(context, client, progress);
		while (progress.unfinished.length > 0 && Date.now() < batch.limitAt) {
			const callsAhead = requestsOf(batch).length + 1;
			const delay = pollDelay(pollEvery, callsAhead, client.allowance);
			await client.pause(Math.max(0, Math.min(delay, batch.limitAt - Date.now())));
			await look(context, client, progress);
		}
		return progress;
	} catch (caught) {
		throw namingRequests(context, caught, batch);
	}
}

async function look(
	context: IExecuteFunctions,
	client: ApiClient,
	progress: Progress,
): Promise<void> {
	try {
		await progress.lookAtList(client);
	} catch (caught) {
		if (!(caught instanceof NodeApiError) || isRefusal(caught)) throw asNodeError(context, caught);
		context.logger.warn(`Ssemble: a round of polling got no answer: ${caught.message}`);
	}
}

/** Whether asking again is pointless, as with a key that was revoked. */
function isRefusal(error: NodeApiError): boolean {
	return error.httpCode !== '429' && !isPassing(error);
}

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

import type { IWebhookFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { pause } from '../n8n/pause';
import { isFinished } from '../api/requestStatus';
import type { RequestStatus, ShortsRequest } from '../api/types';
import { requestsOf, type Batch } from './batch';
import type { Remembered } from './remembered';
import type { Progress } from './progress';

/** What a callback means for the sleeping execution. */
export type Verdict =
	/** All requests of the batch have finished: their results, by id, and which of them only events have told. */
	| { kind: 'finished'; results: ReadonlyMap<string, ShortsRequest>; told: string[] }
	/** Others are still running; the callback of the last one is going to bring the results. */
	| { kind: 'running' }
	/** The API does not bear it out. */
	| { kind: 'unconfirmed' }
	/** The API could not be read. */
	| { kind: 'unreadable' };

/** For how long the API is tried, in milliseconds, beside the retries of each call. */
const PATIENCE_MS = 20_000;
const TRY_AGAIN_AFTER_MS = 5_000;

/** Milliseconds before each further look, as long as the API does not confirm an event: it may be 10 s
 * behind. Together less than the 10 s after which Ssemble gives an attempt up. */
const LOOK_AGAIN_AFTER_MS = [2_000, 3_000, 4_000];

/**
 * Finds out whether a batch has finished, now that somebody says that one of its requests has. Only the API is
 * believed, and asked so that a request takes two calls at most beside its submission: a look at the list when
 * its event comes, and the reading of its results when all have finished. If the API cannot be read for a
 * while, what the events have told serves instead.
 *
 * @param arrivedAt when the event came, which may have waited for its turn. Milliseconds since 1970.
 */
export async function settle(
	context: IWebhookFunctions,
	batch: Batch,
	remembered: Remembered,
	requestId: string,
	arrivedAt: number,
): Promise<Verdict> {
	const deadline = Date.now() + PATIENCE_MS;
	while (arrivedAt > remembered.unreadableAt) {
		try {
			const client = await ApiClient.connect(context);
			const verdict = await askUntilConfirmed(context, client, remembered.progress, requestId);
			forgetDenied(remembered, requestId);
			return verdict;
		} catch (error) {
			if (mayRecover(error) && Date.now() + TRY_AGAIN_AFTER_MS < deadline) {
				await pause(context, TRY_AGAIN_AFTER_MS);
			} else {
				remembered.unreadableAt = Date.now();
				const { message } = asNodeError(context, error);
				context.logger.warn(
					`Ssemble: could not find out whether requests have finished: ${message}`,
				);
			}
		}
	}
	return withoutApi(batch, remembered);
}

/** What the API denies must not serve later, when the API cannot be read. */
function forgetDenied({ progress, told }: Remembered, requestId: string): void {
	const status = progress.statuses.get(requestId);
	if (status !== undefined && status !== told.get(requestId)?.status) told.delete(requestId);
}

/** The API may be behind its own event. n8n lets this go on when the caller has hung up, and still wakes the execution. */
async function askUntilConfirmed(
	context: IWebhookFunctions,
	client: ApiClient,
	progress: Progress,
	requestId: string,
): Promise<Verdict> {
	for (const delay of LOOK_AGAIN_AFTER_MS) {
		const verdict = await ask(client, progress, requestId);
		if (verdict.kind !== 'unconfirmed') return verdict;
		await pause(context, delay);
	}
	return await ask(client, progress, requestId);
}

async function ask(client: ApiClient, progress: Progress, requestId: string): Promise<Verdict> {
	const { unfinished } = progress;
	// Known since an earlier callback, at which others were running. Their own callbacks are still to come.
	if (unfinished.length > 0 && !unfinished.includes(requestId)) return { kind: 'running' };

	if (unfinished.length > 1) {
		const seen = await progress.lookAtList(client, (soFar) => isAnotherRunning(soFar, requestId));
		const isDenied = seen.has(requestId) && !isFinished(seen.get(requestId));
		if (isDenied) return { kind: 'unconfirmed' };
		if (progress.unfinished.length > 0) return { kind: 'running' };
	} else {
		await progress.read(client, unfinished);
		if (progress.unfinished.length > 0) return { kind: 'unconfirmed' };
	}

	await progress.read(client, progress.unread);
	if (progress.unread.length > 0) return { kind: 'unconfirmed' };
	return { kind: 'finished', results: progress.results, told: [] };
}

function isAnotherRunning(seen: ReadonlyMap<string, RequestStatus>, requestId: string): boolean {
	return [...seen].some(([id, status]) => id !== requestId && !isFinished(status));
}

/** Whether the API may be readable a little later: it was not reached, or did not answer as it should. */
function mayRecover(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	return !/^[34]/.test(error.httpCode ?? '');
}

function withoutApi(batch: Batch, { progress, told }: Remembered): Verdict {
	const results = new Map([...told, ...progress.results]);
	const isComplete = requestsOf(batch).every(({ requestId }) => results.has(requestId));
	return isComplete ? { kind: 'finished', results, told: progress.unread } : { kind: 'unreadable' };
}

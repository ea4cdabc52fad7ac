import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { requestsOf, timedOutItems, type Batch } from './batch';
import { pollDelay } from './pollDelay';
import { Progress } from './progress';
import { outcomeOf, type Outcome } from './outcome';

/**
 * Waits for a batch by asking the API: one call a round tells about all its requests. Ends at once, with an
 * error, when the execution is cancelled.
 *
 * @param pollEvery milliseconds from one round to the next
 * @throws NodeApiError that names the requests, if Ssemble refuses to tell about them
 */
export async function poll(
	context: IExecuteFunctions,
	client: ApiClient,
	batch: Batch,
	pollEvery: number,
): Promise<Outcome> {
	const progress = new Progress(batch);
	// What an earlier execution submitted may have finished long ago.
	if (batch.callsGoElsewhere) await look(context, client, batch, progress);
	while (progress.unread.length > 0) {
		if (Date.now() >= batch.limitAt) {
			return { items: timedOutItems(batch, progress.statuses), hints: [] };
		}
		const callsAhead = progress.unread.length + 1;
		const delay = pollDelay(pollEvery, callsAhead, client.allowance);
		await client.pause(Math.max(0, Math.min(delay, batch.limitAt - Date.now())));
		await look(context, client, batch, progress);
	}
	return outcomeOf(batch, progress.results);
}

async function look(
	context: IExecuteFunctions,
	client: ApiClient,
	batch: Batch,
	progress: Progress,
): Promise<void> {
	try {
		if (progress.unfinished.length > 0) await progress.lookAtList(client);
		if (progress.unfinished.length === 0) await progress.read(client, progress.unread);
	} catch (caught) {
		if (!(caught instanceof NodeApiError)) throw asNodeError(context, caught);
		if (isRefusal(caught)) throw naming(caught, batch);
		context.logger.warn(`Ssemble: a round of polling got no answer: ${caught.message}`);
	}
}

/** Whether asking again is in vain, as with a key that was revoked. A page of a proxy bears no code of the API. */
function isRefusal({ httpCode, context }: NodeApiError): boolean {
	if (httpCode === '429') return false;
	return /^3/.test(httpCode ?? '') || (/^4/.test(httpCode ?? '') && context.code !== '');
}

function naming(error: NodeApiError, batch: Batch): NodeApiError {
	const ids = requestsOf(batch).map(({ requestId }) => requestId);
	error.description =
		`${error.description ?? ''} These requests are being processed all the same: ${ids.join(', ')}. Read their clips with Get Results.`.trim();
	return error;
}

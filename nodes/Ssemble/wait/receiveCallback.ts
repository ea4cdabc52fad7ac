import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { parseEvent } from '../api/parseEvent';
import { answer, readPost } from '../n8n/webhookRequest';
import { withoutApiKey } from '../api/errors';
import { isJsonObject } from '../n8n/json';
import type { Clip, ShortsEvent, ShortsRequest } from '../api/types';
import { requestsOf, type AwaitedRequest, type Batch } from './batch';
import { remember, type Remembered } from './remembered';
import { awaitedBatch, isUrlSecret, wake } from './n8nSleep';
import { outcomeOf } from './outcome';
import { settle, type Verdict } from './verdict';

/** How long n8n may take to wake an execution up, in milliseconds; shorter than Ssemble waits before its last attempt. */
const WAKING_UP_MS = 2_000;

/**
 * Takes a call that says that a request of the sleeping execution has finished: wakes the execution if all of
 * them have. A status other than 2xx makes Ssemble call again, twice at most.
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await receive(context);
	} catch (caught) {
		// n8n ends an execution whose webhook throws.
		const message = caught instanceof Error ? caught.message : String(caught);
		context.logger.error(`Ssemble: a callback could not be taken: ${withoutApiKey(message)}`);
		return answer(context, 500, { received: false, reason: 'it could not be taken' });
	}
}

async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const arrivedAt = Date.now();
	const parsed = parseEvent(readPost(context));
	if ('reason' in parsed) return answer(context, 400, { received: false, reason: parsed.reason });

	const { event } = parsed;
	const batch = awaitedBatch(context);
	const request = batch && requestIn(batch, event.requestId);
	if (!request) return refuse(context, 404, 'nothing waits for this request here');

	const { requestId } = request;
	const remembered = remember(batch);
	if (isUrlSecret(context)) remembered.told.set(requestId, asTold(context, request, event));
	return await remembered.inTurn(async () => {
		if (arrivedAt < remembered.wokenAt + WAKING_UP_MS) {
			return refuse(context, 409, 'the execution is being woken up already');
		}
		const verdict = await settle(context, batch, remembered, requestId, arrivedAt);
		return act(context, batch, remembered, verdict);
	});
}

function requestIn(batch: Batch, requestId: string): AwaitedRequest | undefined {
	return requestsOf(batch).find((request) => request.requestId.toLowerCase() === requestId);
}

function act(
	context: IWebhookFunctions,
	batch: Batch,
	remembered: Remembered,
	verdict: Verdict,
): IWebhookResponseData {
	switch (verdict.kind) {
		case 'running':
			return answer(context, 200, { received: true });
		case 'unconfirmed':
			return refuse(context, 409, 'the Ssemble API does not bear this out');
		case 'unreadable':
			return refuse(context, 503, 'the Ssemble API could not be read');
		case 'finished': {
			const { items, hints } = outcomeOf(batch, verdict.results);
			remembered.woken();
			return wake(context, { items, hints: [...hints, ...toldHints(verdict.told)] });
		}
	}
}

function toldHints(requestIds: string[]): string[] {
	if (requestIds.length === 0) return [];
	return [
		`The Ssemble API could not be read, so these clips are as Ssemble's callbacks told them, without descriptions and with a viral score from 0 to 10. Get Results reads them in full: ${requestIds.join(', ')}.`,
	];
}

function refuse(context: IWebhookFunctions, status: number, reason: string): IWebhookResponseData {
	context.logger.warn(`Ssemble: a callback was refused: ${reason}`);
	return answer(context, status, { received: false, reason });
}

/** A request as its event tells it, completed by what was asked for. */
function asTold(
	context: IWebhookFunctions,
	{ requestId, body }: AwaitedRequest,
	{ status }: ShortsEvent,
): ShortsRequest {
	const posted = context.getBodyData();
	const { shorts, failureReason } = isJsonObject(posted.data) ? posted.data : {};
	const { fileUrl, start, end, language, captionLanguage, preferredLength } = body;
	return {
		_id: requestId,
		status,
		url: body.url ?? fileUrl,
		start,
		end,
		language,
		captionLanguage,
		preferredLength,
		...(status === 'failed' && { failureReason: asReason(failureReason) }),
		shorts: Array.isArray(shorts) ? (shorts.filter(isJsonObject) as Clip[]) : [],
	};
}

function asReason(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

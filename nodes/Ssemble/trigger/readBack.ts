import type { IExecuteFunctions } from 'n8n-workflow';
import { dataIn, type Outcome } from '../api/call';
import type { ApiClient } from '../api/client';
import { refuser } from '../n8n/parameters';
import { repeatedly } from '../n8n/repeatedly';
import { limitDelay } from '../api/retry';
import { requestFrom } from '../api/read';
import { errorCode, isPassing } from '../api/errors';
import { isFinished } from '../api/requestStatus';
import type { ShortsEvent, ShortsRequest } from '../api/types';

/** How long an event waits for the API to confirm it, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Milliseconds before each further look; the last one is repeated. Few, because an hour has only 100 calls. */
const LOOK_AGAIN_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Reads the request of an event from the API, which alone is believed. An API that lags behind, is slow,
 * limits calls or is down is given a minute.
 *
 * @returns undefined if the API does not confirm the event
 * @throws NodeApiError | NodeOperationError if the API cannot tell within a minute, or refuses the key
 */
export async function readBack(
	context: IExecuteFunctions,
	client: ApiClient,
	event: ShortsEvent,
): Promise<ShortsRequest | undefined> {
	const deadline = Date.now() + PATIENCE_MS;
	const { outcome, finished } = await repeatedly(
		context,
		async () => await look(client, event.requestId),
		(latest, earlier) => {
			if (latest.finished || isUnknown(latest.outcome)) return undefined;
			const delay = delayAfter(latest.outcome, earlier);
			return delay === undefined || Date.now() + delay > deadline ? undefined : delay;
		},
	);
	if (finished) return finished.status === event.status ? finished : undefined;
	if (isUnknown(outcome)) return undefined;
	if (outcome.kind !== 'done') throw outcome.error;
	return refuser(context)(
		`Request ${event.requestId} is not finished, although the event ${event.event} says so`,
		'Somebody other than Ssemble may have sent the event, or the Ssemble API is behind by more than a minute. If you expect these shorts, retry this execution in a few minutes.',
	);
}

async function look(
	client: ApiClient,
	requestId: string,
): Promise<{ outcome: Outcome; finished?: ShortsRequest }> {
	const outcome = await client.send({ method: 'GET', path: `/shorts/${requestId}` });
	const data = dataIn(outcome);
	const request = data && requestFrom(data, requestId);
	return request && isFinished(request.status) ? { outcome, finished: request } : { outcome };
}

/** A 404 alone may come from a proxy, or tell of a wrong base URL. */
function isUnknown(outcome: Outcome): boolean {
	return (
		outcome.kind === 'refused' &&
		['invalid_request', 'resource_not_found'].includes(errorCode(outcome.response))
	);
}

function delayAfter(outcome: Outcome, looks: number): number | undefined {
	const backoff = LOOK_AGAIN_AFTER_MS[looks] ?? LOOK_AGAIN_AFTER_MS.at(-1) ?? 0;
	if (outcome.kind !== 'refused') return backoff;
	if (outcome.response.statusCode === 429) return limitDelay(outcome.response, backoff);
	return isPassing(outcome.error) ? backoff : undefined;
}

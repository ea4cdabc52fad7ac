import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { parseEvent } from '../api/parseEvent';
import type { ShortsEvent } from '../api/types';
import { isJsonObject } from '../n8n/json';
import { answer, readPost, whenRefused } from '../n8n/webhookRequest';
import { nodeKey } from '../n8n/nodeRecord';
import { isProbe, PROBE_ANSWER } from '../n8n/probeTrigger';
import { deliveryKey, startItem } from './event';
import { acceptPost, withdrawPost } from './handledEvents';

const RECEIVED = { received: true };

/** Whether the body of an answer is that of a trigger that has received an event. */
export function isReceived(body: unknown): boolean {
	return isJsonObject(body) && body.received === RECEIVED.received;
}

/**
 * Answers a post to the trigger's URL. All that is slow or can go wrong is left to the execution that it
 * starts, where the user can see and retry it.
 *
 * @returns 400 with a reason and no execution if it is not an event; 200 otherwise, and an execution unless
 *   the event is not a selected one or repeats another
 */
export function receive(context: IWebhookFunctions): IWebhookResponseData {
	const post = readPost(context);
	if (isProbe(post.body)) return answer(context, 200, PROBE_ANSWER);
	const parsed = parseEvent(post);
	if ('reason' in parsed) return answer(context, 400, { received: false, reason: parsed.reason });

	const { event } = parsed;
	const selected = context.getNodeParameter('events') as string[];
	const isWanted = selected.includes(event.event) && isFirst(context, event);
	if (!isWanted) return answer(context, 200, RECEIVED);
	// n8n answers once it has recorded the execution: what is acknowledged is never lost.
	return { workflowData: [[startItem(event)]], webhookResponse: RECEIVED };
}

function isFirst(context: IWebhookFunctions, event: ShortsEvent): boolean {
	if (context.getMode() === 'manual') return true;
	const key = deliveryKey(nodeKey(context), event);
	if (!acceptPost(key)) return false;
	whenRefused(context, () => withdrawPost(key));
	return true;
}

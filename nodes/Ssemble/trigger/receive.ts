import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { deliveryKey, triggerScope } from './event';
import { accept } from './memory';
import { parseEvent } from './parseEvent';

/** What is used of Express, whose types n8n-workflow does not bring along. */
interface Poster {
	body: unknown;
	rawBody?: { length: number };
}
interface Responder {
	status(code: number): { json(body: object): void };
}

/**
 * Answers a post to the trigger's URL. All that is slow or can go wrong is left to the execution that it
 * starts, where the user can see and retry it.
 *
 * @returns 400 with a reason and no execution if it is not an event; 200 otherwise, and an execution unless
 *   the event is not a selected one or repeats another
 */
export function receive(context: IWebhookFunctions): IWebhookResponseData {
	const request = context.getRequestObject() as unknown as Poster;
	const parsed = parseEvent(request.body, request.rawBody?.length ?? 0);
	if ('reason' in parsed) return answer(context, 400, { received: false, reason: parsed.reason });

	const { event } = parsed;
	const selected = context.getNodeParameter('events') as string[];
	const isTest = context.getMode() === 'manual';
	const isWanted =
		selected.includes(event.event) && (isTest || accept(deliveryKey(triggerScope(context), event)));
	if (!isWanted) return answer(context, 200, { received: true });
	return { webhookResponse: { received: true }, workflowData: [[{ json: event }]] };
}

function answer(context: IWebhookFunctions, status: number, body: object): IWebhookResponseData {
	const response = context.getResponseObject() as unknown as Responder;
	response.status(status).json(body);
	return { noWebhookResponse: true };
}

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { parseEvent, type ParsedEvent } from '../api/parseEvent';

/** What is used of Express, whose types n8n-workflow does not bring along. */
interface Poster {
	body: unknown;
	rawBody?: { length: number };
}
interface Responder {
	status(code: number): { json(body: object): void };
}

/** Reads the event that was posted to a webhook, or tells why it is none. */
export function readEvent(context: IWebhookFunctions): ParsedEvent {
	const { body, rawBody } = context.getRequestObject() as unknown as Poster;
	return parseEvent(body, rawBody?.length ?? 0);
}

/** Answers a post by itself, so that n8n starts or wakes no execution. */
export function answer(
	context: IWebhookFunctions,
	status: number,
	body: object,
): IWebhookResponseData {
	const response = context.getResponseObject() as unknown as Responder;
	response.status(status).json(body);
	return { noWebhookResponse: true };
}

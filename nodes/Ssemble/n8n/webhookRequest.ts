import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What is used of Express, whose types n8n-workflow does not bring along. */
interface Poster {
	body: unknown;
	rawBody?: { length: number };
}
interface Responder {
	statusCode: number;
	once(event: 'close', listener: () => void): void;
	status(code: number): { json(body: object): void };
}

/** What was posted to a webhook: the parsed body, which anybody may have sent, and its length in bytes. */
export function readPost(context: IWebhookFunctions): { body: unknown; size: number } {
	const { body, rawBody } = context.getRequestObject() as unknown as Poster;
	return { body, size: rawBody?.length ?? 0 };
}

/** Runs a task if n8n answers a post with an error because it could not start the execution. */
export function whenRefused(context: IWebhookFunctions, task: () => void): void {
	const response = context.getResponseObject() as unknown as Responder;
	response.once('close', () => {
		if (response.statusCode >= 400) task();
	});
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

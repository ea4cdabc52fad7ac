import type { IncomingMessage, ServerResponse } from 'node:http';

/** What n8n's nodes use of Express's request. */
export interface ReceivedRequest extends IncomingMessage {
	body: unknown;
	rawBody: Buffer;
	params: Record<string, string>;
	query: Record<string, string>;
}

/** What n8n's nodes use of Express's response. */
interface ExpressMethods {
	status(this: ExpressLikeResponse, code: number): ExpressLikeResponse;
	json(this: ExpressLikeResponse, body: unknown): ExpressLikeResponse;
	send(this: ExpressLikeResponse, body: unknown): ExpressLikeResponse;
}

export type ExpressLikeResponse = ExpressMethods & ServerResponse;

/** Reads a request and its body as n8n does. */
export async function received(request: IncomingMessage, url: URL): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const rawBody = Buffer.concat(chunks);
	const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '');
	const body = isJson && rawBody.length > 0 ? parsedBody(rawBody) : {};
	return Object.assign(request, {
		rawBody,
		body,
		params: {},
		query: Object.fromEntries(url.searchParams),
	});
}

function parsedBody(rawBody: Buffer): unknown {
	try {
		return JSON.parse(rawBody.toString());
	} catch {
		throw new UnreadableBody('Failed to parse request body');
	}
}

/** n8n answers it with status 422. */
export class UnreadableBody extends Error {}

export function likeExpress(plain: ServerResponse): ExpressLikeResponse {
	const methods: ExpressMethods = {
		status(code) {
			this.statusCode = code;
			return this;
		},
		json(body) {
			this.setHeader('content-type', 'application/json; charset=utf-8');
			this.end(JSON.stringify(body));
			return this;
		},
		send(body) {
			if (typeof body !== 'string') return this.json(body);
			this.end(body);
			return this;
		},
	};
	return Object.assign(plain, methods);
}

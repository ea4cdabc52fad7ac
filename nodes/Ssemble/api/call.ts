import type { IDataObject, IHttpRequestMethods, NodeApiError } from 'n8n-workflow';
import { isJsonObject } from '../n8n/json';

/** A call of the API. */
export interface ApiCall {
	method: IHttpRequestMethods;
	/** Below the base URL, e.g. "/shorts". */
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	/** The input item that the call is made for; errors name it. */
	itemIndex?: number;
}

export interface ApiResponse {
	statusCode: number;
	/** Names in lower case. */
	headers: IDataObject;
	body: unknown;
}

/** What became of one attempt to make a call. */
export type Outcome =
	/** Done: a status below 300 and a body as documented. */
	| { kind: 'done'; response: ApiResponse }
	/** Turned down (4xx), or sent elsewhere (3xx): Ssemble accepted nothing. */
	| { kind: 'refused'; response: ApiResponse; error: NodeApiError }
	/** No connection came about: Ssemble accepted nothing. */
	| { kind: 'unreached'; error: NodeApiError }
	/** Sent, but the answer is lost, a 5xx, a 408 or unreadable: Ssemble may or may not have accepted it. */
	| { kind: 'unclear'; error: NodeApiError };

/** The `data` that a call was answered with; undefined if it was not done, or its answer has none. */
export function dataIn(outcome: Outcome): IDataObject | undefined {
	if (outcome.kind !== 'done') return undefined;
	const { body } = outcome.response;
	return isJsonObject(body) && isJsonObject(body.data) ? body.data : undefined;
}

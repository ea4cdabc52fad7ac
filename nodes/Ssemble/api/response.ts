import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../n8n/json';

export interface ApiResponse {
	statusCode: number;
	/** Names in lower case. */
	headers: IDataObject;
	body: unknown;
}

/** The `data` of an answer's body; undefined if it has none. */
export function dataIn({ body }: ApiResponse): IDataObject | undefined {
	return isJsonObject(body) && isJsonObject(body.data) ? body.data : undefined;
}

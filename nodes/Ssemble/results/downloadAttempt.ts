import type { IBinaryData, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { causeOf, connectionCode } from '../api/errors';
import type { NodeError } from '../n8n/items';

/** How an attempt ended. What is only broken may work another time. */
export type Attempt =
	{ kind: 'done'; binary: IBinaryData } | { kind: 'broken' | 'refused'; error: NodeError };

/** The node and the input item that a download is for. */
export interface Place {
	node: INode;
	itemIndex: number;
}

/** What connections report when they break. Anything else is not theirs: a full disk, a forbidden address. */
const BROKEN_CONNECTION =
	/^(ECONN\w+|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EPIPE|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE|ERR_NETWORK)$/;

const READ_AGAIN = 'Read the clip again with Get Results: if it has a new address, use that.';
const RUN_AGAIN = "Run this node again, or turn on 'Retry On Fail' in its settings.";

/** Ends an attempt because of the status of the answer. */
export function refusedBy({ node, itemIndex }: Place, statusCode: number): Attempt {
	const [what, description] = meaningOf(statusCode);
	const message = `${what} (HTTP status ${statusCode})`;
	const error = new NodeApiError(
		node,
		{ message },
		{ message, description, itemIndex, httpCode: String(statusCode) },
	);
	return { kind: statusCode === 429 || statusCode >= 500 ? 'broken' : 'refused', error };
}

function meaningOf(statusCode: number): [message: string, remedy: string] {
	switch (statusCode) {
		case 404:
		case 410:
			return [
				'There is no video at this address',
				`The clip or its request may have been deleted. ${READ_AGAIN}`,
			];
		case 401:
		case 403:
			return [
				'The server refuses access to this video',
				`The link may have expired. ${READ_AGAIN}`,
			];
		default:
			return [
				'The server could not deliver the video',
				`${RUN_AGAIN} If that does not help, check the address.`,
			];
	}
}

/** Ends an attempt because what came is something else. */
export function notVideo(at: Place, what: string): Attempt {
	return ended(
		at,
		`'Video URL' does not lead to a video, but to ${what}`,
		`Enter the address of a video file, e.g. the field video_url of a clip. A link that has expired can lead elsewhere, too. ${READ_AGAIN}`,
	);
}

/** Ends an attempt because next to nothing comes any more after so many bytes. */
export function stalled(at: Place, received: number): Attempt {
	return ended(
		at,
		`The download of the video stalled after ${received} bytes`,
		`Almost no data arrived any more, and nothing was stored. ${RUN_AGAIN}`,
	);
}

/** Ends an attempt because of what the connection, or n8n's storage, reported after so many bytes. */
export function interrupted(at: Place, received: number, caught: unknown): Attempt {
	const cause = causeOf(caught);
	const limit = /exceeds the max size limit of .*? mode/.exec(cause)?.[0];
	if (limit !== undefined) {
		return ended(
			at,
			`The video is too large for this n8n: it ${limit}`,
			'Raise N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE, or let n8n keep files on its file system or on S3 (N8N_DEFAULT_BINARY_DATA_MODE).',
		);
	}
	const isBegun = received > 0;
	return ended(
		at,
		isBegun
			? `The download of the video broke off after ${received} bytes`
			: 'The video could not be downloaded',
		`The connection reported: ${cause}. Nothing was stored. ${isBegun ? '' : 'Check the address. '}${RUN_AGAIN}`,
		BROKEN_CONNECTION.test(connectionCode(caught)) ? 'broken' : 'refused',
	);
}

function ended(
	{ node, itemIndex }: Place,
	message: string,
	description: string,
	kind: 'broken' | 'refused' = 'refused',
): Attempt {
	return { kind, error: new NodeOperationError(node, message, { description, itemIndex }) };
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asNodeError, errorItem, type NodeError } from '../n8n/items';
import { isCancelled } from '../n8n/pause';
import type { CreateShortsBody, RequestStatus } from '../api/types';
import type { OutputChoice } from '../results/output';

/** A submitted request that is waited for. */
export interface AwaitedRequest {
	itemIndex: number;
	requestId: string;
	/** As of its submission. */
	status: RequestStatus;
	/** What was asked for, if this node did, without what opens an address to whoever reads it. */
	body?: CreateShortsBody;
	choice: OutputChoice;
}

/** An input item that was not submitted, and what it yields instead of clips. */
export interface RefusedItem {
	itemIndex: number;
	item: INodeExecutionData;
}

/** What one run of the node has submitted. All of it survives being written down as JSON. */
export interface Batch {
	/** In input order. */
	entries: Array<AwaitedRequest | RefusedItem>;
	/** What the user should know about the submissions. */
	hints: string[];
	/** No request of the batch is older, by Ssemble's clock. Milliseconds since 1970. */
	createdAfter: number;
	/** Whether Ssemble notifies another execution about some of them: this one is a retry of that. */
	notifiesOther: boolean;
	/** When the wait is given up. Milliseconds since 1970. */
	limitAt: number;
}

/** The requests of a batch, in input order. */
export function requestsOf({ entries }: Batch): AwaitedRequest[] {
	return entries.filter((entry) => 'requestId' in entry);
}

/** The ids of the requests of a batch, as a text for messages. */
function idsIn(batch: Batch): string {
	return requestsOf(batch)
		.map(({ requestId }) => requestId)
		.join(', ');
}

/** What is seen of the batch while the execution sleeps, and what goes into the execution that wakes up. */
export function submittedItems(batch: Batch): INodeExecutionData[] {
	return itemsOf(batch, ({ requestId, status, body, itemIndex }) => ({
		json: { requestId, status, ...body },
		pairedItem: { item: itemIndex },
	}));
}

/**
 * What the batch yields when the wait is given up: one item a request, in input order.
 *
 * @param statuses the last known ones, by request id
 */
export function timedOutItems(
	batch: Batch,
	statuses: ReadonlyMap<string, RequestStatus> = new Map(),
): INodeExecutionData[] {
	return itemsOf(batch, (entry) => timedOutItem(entry, statuses.get(entry.requestId)));
}

/**
 * What a request yields that has not finished when the wait is given up.
 *
 * @param status the last known one; as of its submission if nobody knows better
 */
export function timedOutItem(
	{ requestId, itemIndex, body, status: first }: AwaitedRequest,
	status = first,
): INodeExecutionData {
	const sourceUrl = body?.url ?? body?.fileUrl ?? null;
	const json = { requestId, status, timedOut: true, sourceUrl };
	return { json, pairedItem: { item: itemIndex } };
}

/** What the batch yields when nobody can tell what becomes of it, and the node is set to continue. */
export function failedItems(
	context: IExecuteFunctions,
	batch: Batch,
	error: NodeError,
): INodeExecutionData[] {
	return itemsOf(batch, ({ itemIndex }) => errorItem(context, error, itemIndex));
}

function itemsOf(
	{ entries }: Batch,
	itemOf: (request: AwaitedRequest) => INodeExecutionData,
): INodeExecutionData[] {
	return entries.map((entry) => ('item' in entry ? entry.item : itemOf(entry)));
}

/**
 * The error that ends the node while the requests of a batch go on: it names them, and says how to get their clips. So
 * does n8n's log if the execution was cancelled, for n8n then shows nothing of the node.
 */
export function namingRequests(
	context: IExecuteFunctions,
	caught: unknown,
	batch: Batch,
): NodeError {
	const error = asNodeError(context, caught);
	const named = `These requests were submitted, and Ssemble still processes them: ${idsIn(batch)}. Read their clips with Get Results.`;
	error.description = `${error.description ?? ''} ${named}`.trim();
	if (isCancelled(context)) context.logger.warn(`Ssemble: ${error.message}. ${named}`);
	return error;
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { findRequest } from '../api/endpoints';
import { isPassing } from '../api/errors';
import { isFinished } from '../api/requestStatus';
import type { ShortsRequest } from '../api/types';
import { resultItems } from '../results/resultItems';
import { asNodeError, CALLS_AT_ONCE, errorItem } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import { throwIfCancelled } from '../n8n/pause';
import { repeatedly } from '../n8n/repeatedly';
import { namingRequests, timedOutItem, type AwaitedRequest, type Batch } from './batch';

/** Milliseconds between the attempts to read a result, beside the retries of each call. */
const TRY_AGAIN_AFTER_MS = [5_000, 15_000, 30_000];

/** What a batch yields, and what the user should know about it. */
interface Collected {
	items: INodeExecutionData[];
	hints: string[];
	/** Whether some of its requests have not finished after all: they yield what they do at the time limit. */
	isIncomplete: boolean;
}

/**
 * Reads the results of a batch whose requests are said to have finished.
 *
 * @param known results that were read before, by request id
 * @returns their items, in input order
 * @throws NodeApiError | NodeOperationError that names the requests, if one cannot be read and the node is to stop, or
 *   the execution is cancelled
 */
export async function collect(
	context: IExecuteFunctions,
	client: ApiClient,
	batch: Batch,
	known: ReadonlyMap<string, ShortsRequest>,
): Promise<Collected> {
	const parts = await inParallel(batch.entries, CALLS_AT_ONCE, async (entry) => {
		if ('item' in entry) return { items: [entry.item], hints: [], isIncomplete: false };
		try {
			const request =
				known.get(entry.requestId) ?? (await readPatiently(context, client, entry.requestId));
			return await resultOf(context, entry, request ?? deleted(entry.requestId));
		} catch (caught) {
			throwIfCancelled(context);
			const error = asNodeError(context, caught, entry.itemIndex);
			if (!context.continueOnFail()) throw error;
			const items = [errorItem(context, error, entry.itemIndex)];
			return { items, hints: [], isIncomplete: false };
		}
	}).catch((caught: unknown) => {
		throw namingRequests(context, caught, batch);
	});
	return {
		items: parts.flatMap(({ items }) => items),
		hints: [...batch.hints, ...parts.flatMap(({ hints }) => hints)],
		isIncomplete: parts.some((part) => part.isIncomplete),
	};
}

async function resultOf(
	context: IExecuteFunctions,
	entry: AwaitedRequest,
	request: ShortsRequest,
): Promise<Collected> {
	const { body, choice, itemIndex } = entry;
	if (!isFinished(request.status)) {
		return { items: [timedOutItem(entry, request.status)], hints: [], isIncomplete: true };
	}
	const url = request.url ?? body?.url ?? body?.fileUrl;
	const { items, hints } = await resultItems(context, { ...request, url }, choice, itemIndex);
	return { items, hints: [...hints, ...failureHints(request)], isIncomplete: false };
}

/**
 * The API may be down for a moment, or behind what its list or its event says.
 *
 * @returns undefined if there is no such request any more
 */
async function readPatiently(
	context: IExecuteFunctions,
	client: ApiClient,
	requestId: string,
): Promise<ShortsRequest | undefined> {
	const [read] = await repeatedly(
		context,
		async () => await Promise.allSettled([findRequest(client, requestId)]),
		([read], earlier) => (mayChange(read) ? TRY_AGAIN_AFTER_MS[earlier] : undefined),
	);
	if (read.status === 'rejected') throw asNodeError(context, read.reason);
	return read.value;
}

function mayChange(read: PromiseSettledResult<ShortsRequest | undefined>): boolean {
	if (read.status === 'rejected') return mayRecover(read.reason);
	return read.value !== undefined && !isFinished(read.value.status);
}

/** Whether the API may be readable a little later: it was not reached, or did not answer as it should. */
export function mayRecover(caught: unknown): boolean {
	return caught instanceof NodeApiError && isPassing(caught);
}

function failureHints({ _id, status, failureReason }: ShortsRequest): string[] {
	if (status === 'completed') return [];
	return [
		`Request ${_id} ${status === 'failed' ? 'failed' : 'was cancelled'}: ${failureReason ?? 'Ssemble gave no reason'}`,
	];
}

function deleted(requestId: string): ShortsRequest {
	return {
		_id: requestId,
		status: 'cancelled',
		failureReason:
			'Ssemble does not know this request any more. It was deleted, or the credential now belongs to another account.',
	};
}

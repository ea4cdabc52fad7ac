import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { showHints } from '../results/hints';
import { failedItems, timedOutItems, type Batch } from './batch';
import { collect } from './collect';
import { poll } from './poll';

/**
 * Waits for a batch by asking the API, and reads its results.
 *
 * @param pollEvery milliseconds from one round to the next
 * @returns its items, in input order; one a request if the time was over
 * @throws NodeApiError | NodeOperationError that names the requests, if the wait ends early and the node is to stop
 */
export async function waitByPolling(
	context: IExecuteFunctions,
	client: ApiClient,
	batch: Batch,
	pollEvery: number,
): Promise<INodeExecutionData[]> {
	try {
		for (;;) {
			const progress = await poll(context, client, batch, pollEvery);
			if (progress.unfinished.length > 0) {
				showHints(context, batch.hints);
				return timedOutItems(batch, progress.statuses);
			}
			const collected = await collect(context, client, batch, progress.results);
			if (collected.isIncomplete && Date.now() < batch.limitAt) continue;
			showHints(context, collected.hints);
			return collected.items;
		}
	} catch (caught) {
		const error = asNodeError(context, caught);
		if (context.continueOnFail()) return failedItems(context, batch, error);
		throw error;
	}
}

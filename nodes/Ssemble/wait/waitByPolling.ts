import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { showHints } from '../results/hints';
import { failedItems, idsIn, naming, timedOutItems, type Batch } from './batch';
import { collect } from './collect';
import { poll } from './poll';
import type { Progress } from './progress';

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
	let progress: Progress;
	try {
		progress = await poll(context, client, batch, pollEvery);
		if (progress.unfinished.length > 0) return timedOutItems(batch, progress.statuses);
	} catch (caught) {
		const error = naming(asNodeError(context, caught), batch);
		context.logger.warn(`Ssemble: stopped waiting for requests that go on: ${idsIn(batch)}`);
		if (context.continueOnFail()) return failedItems(context, batch, error);
		throw error;
	}
	const { items, hints } = await collect(context, client, batch, progress.results);
	showHints(context, hints);
	return items;
}

import type { INodeExecutionData } from 'n8n-workflow';
import { resultHints } from '../results/hints';
import { pairedItems } from '../n8n/items';
import { resultObjects } from '../results/output';
import type { ShortsRequest } from '../api/types';
import { requestsOf, type Batch } from './batch';

/** What the node hands on, and what the user should know about it. */
export interface Outcome {
	items: INodeExecutionData[];
	hints: string[];
}

/**
 * The items of a batch whose requests have all finished, in input order.
 *
 * @param results all requests of the batch, by id
 */
export function outcomeOf(batch: Batch, results: ReadonlyMap<string, ShortsRequest>): Outcome {
	const items = batch.entries.flatMap((entry) => {
		if ('item' in entry) return [entry.item];
		const request = results.get(entry.requestId);
		return request ? pairedItems(resultObjects(request, entry.choice), entry.itemIndex) : [];
	});
	const hints = requestsOf(batch).flatMap(({ requestId }) => {
		const request = results.get(requestId);
		return request ? resultHints(request) : [];
	});
	return { items, hints: [...batch.hints, ...hints] };
}

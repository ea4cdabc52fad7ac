import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ShortsRequest } from '../api/types';
import { CALLS_AT_ONCE } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import { readClipOptions } from '../results/clipOptions';
import { showHints } from '../results/hints';
import type { OutputChoice } from '../results/output';
import { readSimplify } from '../results/outputParameters';
import { resultItems } from '../results/resultItems';
import type { TriggerEvent } from './event';

/** A request that is this execution's to deliver, and the event that told of it. */
export interface Delivered {
	event: TriggerEvent;
	/** Of the input item that holds the event. */
	itemIndex: number;
	request: ShortsRequest;
}

/**
 * The trigger's items: what the parameters make of the delivered requests, in their order.
 *
 * @throws NodeApiError | NodeOperationError if the file of a clip cannot be downloaded
 */
export async function deliveredItems(
	context: IExecuteFunctions,
	deliveries: Delivered[],
): Promise<INodeExecutionData[]> {
	const choice = readOutput(context);
	const results = await inParallel(
		deliveries,
		CALLS_AT_ONCE,
		async ({ event, itemIndex, request }) => {
			const stamp = { event: event.event, timestamp: event.timestamp ?? null };
			return await resultItems(context, request, choice, itemIndex, stamp);
		},
	);
	showHints(
		context,
		results.flatMap(({ hints }) => hints),
	);
	return results.flatMap(({ items }) => items);
}

function readOutput(context: IExecuteFunctions): OutputChoice {
	return {
		outputAs: context.getNodeParameter('outputAs', 0, 'clips') as OutputChoice['outputAs'],
		fields: readSimplify(context, 0),
		clips: readClipOptions(context, 0),
	};
}

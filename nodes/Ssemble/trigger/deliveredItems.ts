import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ShortsRequest } from '../api/types';
import { pairedItems } from '../n8n/items';
import { resultObjects, type OutputChoice } from '../results/output';
import { readSimplify } from '../results/outputParameters';
import type { TriggerEvent } from './event';

/** A request that is this execution's to deliver, and the event that told of it. */
export interface Delivered {
	event: TriggerEvent;
	/** Of the input item that holds the event. */
	itemIndex: number;
	request: ShortsRequest;
}

/** The trigger's items: what the parameters make of the delivered requests, in their order. */
export function deliveredItems(
	context: IExecuteFunctions,
	deliveries: Delivered[],
): INodeExecutionData[] {
	const choice = readOutput(context);
	return deliveries.flatMap(({ event, itemIndex, request }) => {
		const stamp = { event: event.event, timestamp: event.timestamp ?? null };
		return pairedItems(resultObjects(request, choice, stamp), itemIndex);
	});
}

function readOutput(context: IExecuteFunctions): OutputChoice {
	return {
		outputAs: context.getNodeParameter('outputAs', 0, 'clips') as OutputChoice['outputAs'],
		fields: readSimplify(context, 0),
	};
}

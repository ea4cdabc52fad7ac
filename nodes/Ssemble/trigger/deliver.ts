import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../shared/client';
import { pairedItems } from '../shared/items';
import { resultObjects, type OutputChoice } from '../shared/output';
import type { ShortsEvent } from '../shared/types';
import { readBack } from './readBack';

/**
 * Turns the events that started this execution into items, once the API has borne them out.
 *
 * @throws NodeApiError | NodeOperationError if the API cannot be asked; a retry of the execution delivers
 */
export async function deliver(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const items: INodeExecutionData[] = [];
	for (const [itemIndex, { json }] of context.getInputData().entries()) {
		items.push(...(await deliverEvent(context, client, json as ShortsEvent, itemIndex)));
	}
	return items;
}

async function deliverEvent(
	context: IExecuteFunctions,
	client: ApiClient,
	event: ShortsEvent,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const request = await readBack(context, client, event);
	if (!request) {
		context.logger.warn(
			`Ssemble Trigger: ignored the event ${event.event} for request ${event.requestId}, because the Ssemble API does not bear it out`,
		);
		return [];
	}
	const stamp = { event: event.event, timestamp: event.timestamp ?? null };
	return pairedItems(resultObjects(request, readChoice(context), stamp), itemIndex);
}

function readChoice(context: IExecuteFunctions): OutputChoice {
	return {
		outputAs: context.getNodeParameter('outputAs', 0, 'clips') as OutputChoice['outputAs'],
		fields: context.getNodeParameter('simplify', 0, true) ? 'simplified' : 'raw',
	};
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { pairedItems } from '../n8n/items';
import { resultObjects, type OutputChoice } from '../results/output';
import { readSimplify } from '../results/outputParameters';
import type { ConfirmedDelivery } from './delivery';

/** The trigger's items: what the parameters make of the delivered requests, in their order. */
export function deliveredItems(
	context: IExecuteFunctions,
	deliveries: ConfirmedDelivery[],
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

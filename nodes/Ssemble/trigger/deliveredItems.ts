import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CALLS_AT_ONCE } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import { readClipOptions } from '../results/clipOptions';
import { showHints } from '../results/hints';
import type { OutputChoice } from '../results/output';
import { readSimplify } from '../results/outputParameters';
import { resultItems } from '../results/resultItems';
import type { ConfirmedDelivery } from './delivery';
import { isSample } from './sampleRequest';

/**
 * The trigger's items: what the parameters make of the delivered requests, in their order.
 *
 * @throws NodeApiError | NodeOperationError if the file of a clip cannot be downloaded
 */
export async function deliveredItems(
	context: IExecuteFunctions,
	deliveries: ConfirmedDelivery[],
	choice: OutputChoice,
): Promise<INodeExecutionData[]> {
	const results = await inParallel(
		deliveries,
		CALLS_AT_ONCE,
		async ({ event, itemIndex, request }) => {
			const stamp = { event: event.event, timestamp: event.timestamp ?? null };
			const own = isSample(event) ? withoutFiles(choice) : choice;
			return await resultItems(context, request, own, itemIndex, stamp);
		},
	);
	showHints(
		context,
		results.flatMap(({ hints }) => hints),
	);
	return results.flatMap(({ items }) => items);
}

function withoutFiles(choice: OutputChoice): OutputChoice {
	return { ...choice, clips: { ...choice.clips, fileField: undefined } };
}

/**
 * Reads what is to become of delivered requests.
 *
 * @throws NodeOperationError if a parameter is wrong
 */
export function readOutput(context: IExecuteFunctions): OutputChoice {
	return {
		outputAs: context.getNodeParameter('outputAs', 0, 'clips') as OutputChoice['outputAs'],
		fields: readSimplify(context, 0),
		clips: readClipOptions(context, 0),
	};
}

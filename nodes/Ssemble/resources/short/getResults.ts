import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getRequest } from '../../api/endpoints';
import { resultHints, showHints } from '../../results/hints';
import { forEachItem, pairedItems } from '../../n8n/items';
import { resultObjects } from '../../results/output';
import { outputParameters, readOutputChoice } from '../../results/outputParameters';
import { readRequestId, requestIdParameter } from '../fields/requestId';
import { isFinished } from '../../api/requestStatus';
import type { Operation } from '../../n8n/resource';
import type { ShortsRequest } from '../../api/types';

/** Reads the clips of finished requests. */
export const getResults: Operation = {
	option: {
		name: 'Get Results',
		value: 'getResults',
		action: 'Get clips of finished request',
		description: 'Get the clips of a finished request',
	},
	parameters: [requestIdParameter, ...outputParameters],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const hints = new Set<string>();

	const items = await forEachItem(context, async (itemIndex) => {
		const choice = readOutputChoice(context, itemIndex);
		const requestId = readRequestId(context, itemIndex);
		const request = await getRequest(client, requestId, itemIndex);
		refuseUnfinished(context, request, itemIndex);
		for (const hint of resultHints(request)) hints.add(hint);
		return pairedItems(resultObjects(request, choice), itemIndex);
	});
	showHints(context, hints);
	return items;
}

function refuseUnfinished(
	context: IExecuteFunctions,
	{ _id, status, progress }: ShortsRequest,
	itemIndex: number,
): void {
	if (isFinished(status)) return;
	const done = progress == null ? '' : ` (${progress}% done)`;
	throw new NodeOperationError(
		context.getNode(),
		`The shorts of request ${_id} are not ready yet: it is ${status}${done}`,
		{
			description:
				'Requests take 5 to 30 minutes. Start from a Ssemble Trigger, or use Create and Wait for Completion, to go on as soon as the shorts are ready.',
			itemIndex,
		},
	);
}

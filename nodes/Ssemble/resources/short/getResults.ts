import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getRequest } from '../../api/endpoints';
import { resultHints, showHints } from '../../results/hints';
import { forEachItem, pairedItems } from '../../n8n/items';
import { resultObjects } from '../../results/output';
import { outputParameters, readOutputChoice } from '../../results/outputParameters';
import { refuseUnfinished } from '../../results/refuseUnfinished';
import { readRequestId, requestIdParameter } from '../fields/requestId';
import type { Operation } from '../../n8n/resource';

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

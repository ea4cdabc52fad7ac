import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getRequestStatus } from '../../api/endpoints';
import { forEachItem, pairedItems } from '../../n8n/items';
import { readRequestId, requestIdParameters } from '../fields/requestId';
import type { Operation } from '../../n8n/resource';

/** Tells how far requests have come. */
export const getStatus: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of request',
		description:
			'Retrieve how far a request has come, in percent, and whether its clips are ready or why there are none',
	},
	parameters: requestIdParameters,
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	return await forEachItem(context, async (itemIndex) => {
		const requestId = readRequestId(context, itemIndex);
		const status = await getRequestStatus(client, requestId, itemIndex);
		return pairedItems([{ requestId, ...status }], itemIndex);
	});
}

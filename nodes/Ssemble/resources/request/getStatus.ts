import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../shared/client';
import { getRequestStatus } from '../../shared/endpoints';
import { forEachItem, pairedItems } from '../../shared/items';
import { readRequestId, requestIdParameter } from '../../shared/requestIdParameter';
import type { Operation } from '../../shared/resource';

/** Tells how far requests have come. */
export const getStatus: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of request',
		description:
			'Retrieve how far a request has come, in percent, and whether its clips are ready or why there are none',
	},
	parameters: [requestIdParameter],
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

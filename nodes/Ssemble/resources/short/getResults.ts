import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getRequest } from '../../api/endpoints';
import { isFinished } from '../../api/requestStatus';
import { showHints } from '../../results/hints';
import { errorItem, forEachItem, pairedItems } from '../../n8n/items';
import { readEach } from '../../n8n/readEach';
import { outputParameters, readOutputChoice } from '../../results/outputParameters';
import { refuseUnfinished } from '../../results/refuseUnfinished';
import { resultItems } from '../../results/resultItems';
import { limitOf } from '../../wait/limit';
import { waitByPolling } from '../../wait/waitByPolling';
import { pollOptionsParameter, readWaitChoice } from '../../wait/waitParameters';
import { readRequestId, requestIdParameters } from '../fields/requestId';
import type { Operation } from '../../n8n/resource';

const whenUnfinishedParameter: INodeProperties = {
	displayName: 'When Not Finished Yet',
	name: 'whenUnfinished',
	type: 'options',
	options: [
		{
			name: 'Return Its Status',
			value: 'status',
			description: 'One item with the status and the progress, to decide with an If node',
		},
		{
			name: 'Stop With an Error',
			value: 'error',
			description: 'The message says how far the request has come',
		},
		{
			name: 'Wait Until It Is Finished',
			value: 'wait',
			description: 'Ask Ssemble again and again until all requests have finished',
		},
	],
	default: 'error',
	description: 'What to do about a request that Ssemble still works on',
};

/** Reads the clips of finished requests. */
export const getResults: Operation = {
	option: {
		name: 'Get Results',
		value: 'getResults',
		action: 'Get clips of finished request',
		description: 'Get the clips of a finished request, or wait for them',
	},
	parameters: [
		...requestIdParameters,
		whenUnfinishedParameter,
		...outputParameters,
		pollOptionsParameter,
	],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const whenUnfinished = context.getNodeParameter('whenUnfinished', 0, 'error');
	if (whenUnfinished === 'wait') return await waitForAll(context, client);

	const hints: string[] = [];
	const items = await forEachItem(context, async (itemIndex) => {
		const choice = readOutputChoice(context, itemIndex);
		const requestId = readRequestId(context, itemIndex);
		const request = await getRequest(client, requestId, itemIndex);
		if (!isFinished(request.status) && whenUnfinished === 'status') {
			const { status, progress = null, url = null } = request;
			return pairedItems([{ requestId: request._id, status, progress, sourceUrl: url }], itemIndex);
		}
		refuseUnfinished(context, request, itemIndex);
		const result = await resultItems(context, request, choice, itemIndex);
		hints.push(...result.hints);
		return result.items;
	});
	showHints(context, hints);
	return items;
}

/** Waits for all of them together: one call tells how far up to a hundred requests have come. */
async function waitForAll(
	context: IExecuteFunctions,
	client: ApiClient,
): Promise<INodeExecutionData[]> {
	const { limit, pollEvery } = readWaitChoice(context);
	const asked = await readEach(context, (itemIndex) => ({
		itemIndex,
		requestId: readRequestId(context, itemIndex).toLowerCase(),
		status: 'queued' as const,
		choice: readOutputChoice(context, itemIndex),
	}));
	const entries = asked.map((one) =>
		'requestId' in one
			? one
			: { itemIndex: one.itemIndex, item: errorItem(context, one.error, one.itemIndex) },
	);
	const { limitAt, hints } = limitOf(context, 'polling', limit);
	// Nobody knows when they were created, nor whether they have finished already.
	const batch = { entries, hints, createdAfter: Infinity, notifiesOther: true, limitAt };
	return await waitByPolling(context, client, batch, pollEvery);
}

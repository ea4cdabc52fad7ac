import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { deleteRequest } from '../../api/endpoints';
import { showHints } from '../../results/hints';
import { forEachItem, pairedItems } from '../../n8n/items';
import { readRequestId, requestIdParameters } from '../fields/requestId';
import type { Operation } from '../../n8n/resource';

/** Deletes requests for good. */
export const deleteRequests: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete request',
		description:
			'Delete a request permanently, with its clips and transcript. A request in progress is cancelled. Credits are not refunded.',
	},
	parameters: requestIdParameters,
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const deleted = new Set<string>();
	// Clips come as items, so that several may name the same request.
	const deletions = new Map<string, Promise<void>>();

	const items = await forEachItem(context, async (itemIndex) => {
		const requestId = readRequestId(context, itemIndex).toLowerCase();
		const deletion = deletions.get(requestId) ?? deleteRequest(client, requestId, itemIndex);
		deletions.set(requestId, deletion);
		await deletion;
		deleted.add(requestId);
		return pairedItems([{ requestId, deleted: true }], itemIndex);
	});
	if (deleted.size > 0) showHints(context, [deletedHint(Array.from(deleted))]);
	return items;
}

function deletedHint(requestIds: string[]): string {
	const what =
		requestIds.length === 1
			? `Request ${requestIds.join()} and its clips are`
			: `${requestIds.length} requests and their clips are`;
	return `${what} gone for good. Credits are not refunded.`;
}

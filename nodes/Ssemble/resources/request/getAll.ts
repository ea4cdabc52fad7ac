import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { LISTS } from '../../api/endpoints';
import { showHints } from '../../results/hints';
import { forEachItem, pairedItems } from '../../n8n/items';
import {
	limitParameters,
	readLimit,
	sortParameters,
	statusParameter,
} from '../fields/listParameters';
import { listEntries } from '../../api/paging';
import type { Operation } from '../../n8n/resource';

const filterParameters: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [statusParameter],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add Sort Option',
		default: {},
		options: sortParameters,
	},
];

/** Lists the requests of the account. */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many requests',
		description: 'Retrieve a list of requests with their status, newest first',
	},
	parameters: [...limitParameters, ...filterParameters],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const hints: string[] = [];

	const items = await forEachItem(context, async (itemIndex) => {
		const requests = await listEntries(
			client,
			{ ...LISTS.requests, query: readQuery(context, itemIndex), itemIndex },
			readLimit(context, itemIndex),
		);
		if (requests.length === 0) {
			hints.push(
				'No requests were found. The list holds what was created with an API key of this account; check the filters and the credential if you miss some.',
			);
		}
		return pairedItems(requests, itemIndex);
	});
	showHints(context, hints);
	return items;
}

function readQuery(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const filters = context.getNodeParameter('filters', itemIndex, {});
	const sort = context.getNodeParameter('sort', itemIndex, {}) as IDataObject;
	const { status, sortBy, sortOrder } = { ...filters, ...sort };
	const given = Object.entries({ status, sortBy, sortOrder }).filter(([, value]) => value);
	return Object.fromEntries(given);
}

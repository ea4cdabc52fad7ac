import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ApiCall } from './api/call';
import { ApiClient } from './api/client';
import { LISTS } from './api/endpoints';
import { forEachItem, pairedItems } from './n8n/items';
import { isJsonObject } from './n8n/json';
import {
	assetTypeParameter,
	limitParameter,
	sortParameters,
	statusParameter,
} from './resources/fields/listParameters';
import { readRequestId, requestIdParameter } from './resources/fields/requestId';
import type { Operation, Resource } from './n8n/resource';
import { create } from './version1Create';

/*
 * The node as published in 0.1.2, for the workflows saved with it: the same parameters with the same
 * defaults, the same requests, and the API's answers as they are. New nodes are version 2.
 */

const requestId: INodeProperties = { ...requestIdParameter, default: '' };

const page: INodeProperties = {
	displayName: 'Page',
	name: 'page',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'Which page of the results to return',
};

const getResults = oneCall(
	{
		name: 'Get Results',
		value: 'getResults',
		action: 'Get clips of finished request',
		description: 'Get the clips of a finished request',
	},
	[requestId],
	(context, itemIndex) => ({ path: `/shorts/${readRequestId(context, itemIndex)}` }),
);

const getStatus = oneCall(
	{
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of request',
		description: 'Retrieve how far a request has come',
	},
	[requestId],
	(context, itemIndex) => ({ path: `/shorts/${readRequestId(context, itemIndex)}/status` }),
);

const deleteRequest = oneCall(
	{
		name: 'Delete',
		value: 'delete',
		action: 'Delete request',
		description:
			'Delete a request permanently, with its clips and transcript. Credits are not refunded.',
	},
	[requestId],
	(context, itemIndex) => ({
		method: 'DELETE',
		path: `/shorts/${readRequestId(context, itemIndex)}`,
	}),
);

const getAll = oneCall(
	{
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many requests',
		description: 'Retrieve a page of requests',
	},
	[
		limitParameter,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				page,
				...sortParameters,
				{
					...statusParameter,
					options: [{ name: 'All', value: '' }, ...statusParameter.options],
					default: '',
				},
			],
		},
	],
	(context, itemIndex) => {
		const filters = context.getNodeParameter('filters', itemIndex, {});
		const given = Object.entries(filters).filter(([, value]) => value);
		const query = {
			...Object.fromEntries(given),
			limit: context.getNodeParameter('limit', itemIndex),
		};
		return { path: LISTS.requests.path, query };
	},
);

const ofPagedAssets = { show: { assetType: ['gameVideos', 'memeHooks', 'music'] } };

const listAssets = oneCall(
	{
		name: 'Get Many',
		value: 'list',
		action: 'Get many assets',
		description: 'Retrieve a page of caption templates, music tracks, game videos or meme hooks',
	},
	[
		assetTypeParameter,
		{ ...limitParameter, displayOptions: ofPagedAssets },
		{ ...page, displayOptions: ofPagedAssets },
	],
	(context, itemIndex) => {
		const read = (name: string) => context.getNodeParameter(name, itemIndex);
		const assetType = read('assetType') as 'gameVideos' | 'memeHooks' | 'music' | 'templates';
		if (assetType === 'templates') return { path: '/templates' };
		return { path: LISTS[assetType].path, query: { limit: read('limit'), page: read('page') } };
	},
);

/**
 * An operation that makes one call an item and returns the answer.
 *
 * @param callOf what to call for an input item; a GET unless it says otherwise
 */
function oneCall(
	option: Operation['option'],
	parameters: INodeProperties[],
	callOf: (context: IExecuteFunctions, itemIndex: number) => Partial<ApiCall> & { path: string },
): Operation {
	const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[]> => {
		const client = await ApiClient.connect(context);
		return await forEachItem(context, async (itemIndex) => {
			const call: ApiCall = { method: 'GET', ...callOf(context, itemIndex), itemIndex };
			const { body } = await client.call(call);
			return pairedItems([isJsonObject(body) ? body : {}], itemIndex);
		});
	};
	return { option, parameters, execute };
}

/** What the node could do in version 1. */
export const VERSION_1: Resource[] = [
	{
		option: { name: 'Asset', value: 'asset' },
		operations: [listAssets],
		defaultOperation: 'list',
	},
	{
		option: { name: 'Request', value: 'request' },
		operations: [deleteRequest, getAll, getStatus],
		defaultOperation: 'getStatus',
	},
	{
		option: { name: 'Short', value: 'short' },
		operations: [create, getResults],
		defaultOperation: 'create',
	},
];

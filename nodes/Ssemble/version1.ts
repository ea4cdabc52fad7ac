import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { ApiClient, type ApiCall } from './api/client';
import { LISTS } from './api/endpoints';
import { errorItem, forEachItem, pairedItems } from './n8n/items';
import { isJsonObject } from './n8n/json';
import {
	assetTypeParameter,
	sortParameters,
	statusParameter,
} from './resources/fields/listParameters';
import { readRequestId, requestIdParameter } from './resources/fields/requestId';
import type { Operation, Resource } from './n8n/resource';
import { submitBodies } from './submit/submitItems';
import { optionParameters } from './submit/optionParameters';
import { sourceParameters } from './submit/sourceParameters';
import type { CreateShortsBody } from './api/types';

/*
 * The node as published in 0.1.2, for the workflows saved with it: the same parameters with the same
 * defaults, the same requests, and the API's answers as they are. New nodes are version 2.
 */

/** Options that were plain texts then. */
const TEXTS = ['captionLanguage', 'gameVideoName', 'memeHookName', 'musicName', 'templateId'];

const createOptions: INodeProperties[] = [
	...(optionParameters.options ?? [])
		.filter((option) => 'type' in option)
		.filter(({ name }) => name !== 'splitLongRanges')
		.map(asInVersion1),
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/shorts-finished',
		description: 'The address that Ssemble posts to when the shorts are ready or could not be made',
	},
];

function asInVersion1(option: INodeProperties): INodeProperties {
	const { displayName, name } = option;
	// An option did not turn its switch on by itself.
	const description = option.description?.replace(/ Turns '[\w ]+' on\./, '');
	if (!TEXTS.includes(name)) return { ...option, description };
	return { displayName, name, type: 'string', default: '', description };
}

/** Seconds were all that it knew. */
const rangeParameters: INodeProperties[] = [
	{
		displayName: 'Start (Seconds)',
		name: 'start',
		type: 'number',
		required: true,
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Where in the video to begin looking for clips, in seconds from its beginning',
	},
	{
		displayName: 'End (Seconds)',
		name: 'end',
		type: 'number',
		required: true,
		typeOptions: { minValue: 1 },
		default: 600,
		description:
			'Where in the video to stop, in seconds from its beginning. One request covers up to 20 minutes (1,200 seconds).',
	},
];

const requestId: INodeProperties = { ...requestIdParameter, default: '' };

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

const page: INodeProperties = {
	displayName: 'Page',
	name: 'page',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'Which page of the results to return',
};

const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create shorts from long video',
		description: 'Submit a long video. The shorts are ready 5 to 30 minutes later.',
	},
	parameters: [
		...sourceParameters.filter(({ name }) => name !== 'start' && name !== 'end'),
		...rangeParameters,
		{
			displayName: 'Additional Options',
			name: 'additionalOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: createOptions,
		},
	],
	async execute(context) {
		const client = await ApiClient.connect(context);
		const results = await submitBodies(context, client, (itemIndex) => [
			readBody(context, itemIndex),
		]);
		return results.flatMap((result) =>
			'created' in result
				? pairedItems([{ data: result.created }], result.itemIndex)
				: [errorItem(result.error, result.itemIndex)],
		);
	},
};

function readBody(context: IExecuteFunctions, itemIndex: number): CreateShortsBody {
	const read = (name: string) => context.getNodeParameter(name, itemIndex);
	const source = read('videoSource') === 'url' ? 'url' : 'fileUrl';
	const options = context.getNodeParameter('additionalOptions', itemIndex, {}) as IDataObject;
	const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== '');
	return {
		...Object.fromEntries(given),
		[source]: read(source),
		start: read('start') as number,
		end: read('end') as number,
	};
}

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
		limit,
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
		{ ...limit, displayOptions: ofPagedAssets },
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

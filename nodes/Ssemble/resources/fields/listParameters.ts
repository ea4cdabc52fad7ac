import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asBoolean } from '../../n8n/json';
import { asNumber, refuser } from '../../n8n/parameters';

export const limitParameter: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** How many entries of a list to return. */
export const limitParameters: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{ ...limitParameter, displayOptions: { show: { returnAll: [false] } } },
];

/** Of which status requests are listed. */
export const statusParameter = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: [
		{ name: 'Cancelled', value: 'cancelled' },
		{ name: 'Completed', value: 'completed' },
		{ name: 'Failed', value: 'failed' },
		{ name: 'Processing', value: 'processing' },
		{ name: 'Queued', value: 'queued' },
	],
	default: 'completed',
	description: 'Return only requests that have this status',
} satisfies INodeProperties;

/** In which order requests are listed. */
export const sortParameters: INodeProperties[] = [
	{
		displayName: 'Sort By',
		name: 'sortBy',
		type: 'options',
		options: [
			{ name: 'Creation Time', value: 'createdAt' },
			{ name: 'Time of Last Update', value: 'updatedAt' },
		],
		default: 'createdAt',
		description: 'The time to sort the requests by',
	},
	{
		displayName: 'Sort Order',
		name: 'sortOrder',
		type: 'options',
		options: [
			{ name: 'Newest First', value: 'desc' },
			{ name: 'Oldest First', value: 'asc' },
		],
		default: 'desc',
		description: 'Which requests come first',
	},
];

/** What kind of assets is listed. */
export const assetTypeParameter: INodeProperties = {
	displayName: 'Asset Type',
	name: 'assetType',
	type: 'options',
	options: [
		{
			name: 'Caption Templates',
			value: 'templates',
			description: 'How captions look. Create needs the templateId.',
		},
		{
			name: 'Game Videos',
			value: 'gameVideos',
			description: 'Gameplay to show below a clip. Create needs the name.',
		},
		{
			name: 'Meme Hooks',
			value: 'memeHooks',
			description:
				'Attention grabbers of 2 to 5 seconds for the start of a clip. Create needs the name.',
		},
		{
			name: 'Music Tracks',
			value: 'music',
			description: 'Background music. Create needs the name.',
		},
	],
	default: 'templates',
	description: 'What to list',
};

/**
 * Reads `limitParameters` for one input item.
 *
 * @returns Infinity for all
 * @throws NodeOperationError if the limit is not a whole number above 0
 */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (asBoolean(context.getNodeParameter('returnAll', itemIndex, false))) return Infinity;
	const limit = asNumber(context.getNodeParameter('limit', itemIndex, 50));
	if (Number.isInteger(limit) && limit > 0) return limit;
	return refuser(context, itemIndex)(
		"'Limit' is not a whole number above 0",
		"Enter how many results you want at most, or turn on 'Return All'.",
	);
}

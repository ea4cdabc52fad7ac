import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { OutputChoice } from './output';

const onlyAsTool = { show: { '@tool': [true] } };
const neverAsTool = { hide: { '@tool': [true] } };

/** The fields that "Selected Fields" offers: all that a clip or a request can hold, see `output.ts`. */
const SELECTABLE_FIELDS = [
	'captionLanguage',
	'description',
	'duration',
	'end',
	'endTimestamp',
	'height',
	'id',
	'language',
	'preferredLength',
	'reason',
	'requestId',
	'shorts',
	'source',
	'start',
	'startTimestamp',
	'status',
	'template',
	'title',
	'url',
	'video_url',
	'viral_score',
	'width',
];

/** What becomes of a finished request: one item a clip or one in all, simplified or not. */
export const outputAsParameter: INodeProperties = {
	displayName: 'Output As',
	name: 'outputAs',
	type: 'options',
	options: [
		{
			name: 'One Item per Clip',
			value: 'clips',
			description: 'Each clip becomes an item, ready to be filtered, downloaded or posted',
		},
		{
			name: 'One Item per Request',
			value: 'request',
			description: 'Each request becomes an item that holds its clips as a list',
		},
	],
	default: 'clips',
	description: 'How the finished clips are handed to the next node',
};

export const simplifyParameter: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** `outputAs` and, for people, `simplify`; for AI agents the choice that n8n's guidelines ask for. */
export const outputParameters: INodeProperties[] = [
	outputAsParameter,
	{ ...simplifyParameter, displayOptions: neverAsTool },
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		displayOptions: onlyAsTool,
		options: [
			{
				name: 'Raw',
				value: 'raw',
				description: 'Every field of the response, the transcript of the whole video included',
			},
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'Only the fields you choose',
			},
			{ name: 'Simplified', value: 'simplified', description: 'The fields that matter most' },
		],
		default: 'simplified',
		description: 'How much of the response the AI agent gets to read',
	},
	{
		displayName: 'Fields',
		name: 'outputFields',
		type: 'multiOptions',
		displayOptions: { show: { ...onlyAsTool.show, output: ['selectedFields'] } },
		options: SELECTABLE_FIELDS.map((name) => ({ name, value: name })),
		default: ['id', 'title', 'video_url'],
		description:
			'The fields that the AI agent gets to read. Those that an item does not have are left out.',
	},
];

/** Reads the parameters above for one input item. */
export function readOutputChoice(context: IExecuteFunctions, itemIndex: number): OutputChoice {
	const outputAs = context.getNodeParameter('outputAs', itemIndex, 'clips') as 'clips' | 'request';
	return { outputAs, fields: readFields(context, itemIndex) };
}

function readFields(context: IExecuteFunctions, itemIndex: number): OutputChoice['fields'] {
	// Present only on the tool variant of the node, where it takes the place of `simplify`.
	const output = context.getNodeParameter('output', itemIndex, '') as string;
	if (output === 'selectedFields') {
		return context.getNodeParameter('outputFields', itemIndex, []) as string[];
	}
	if (output !== '') return output === 'raw' ? 'raw' : 'simplified';
	return context.getNodeParameter('simplify', itemIndex, true) ? 'simplified' : 'raw';
}

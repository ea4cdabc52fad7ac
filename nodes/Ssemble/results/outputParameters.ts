import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asBoolean, asText } from '../n8n/json';
import { neverAsTool, onlyAsTool } from '../n8n/tool';
import { clipOptionsParameters, readClipOptions } from './clipOptions';
import type { OutputChoice } from './output';

/** The fields that "Selected Fields" offers: what a clip and what a request can hold, see `output.ts`. */
const CLIP_FIELDS = [
	'description',
	'duration',
	'endTimestamp',
	'height',
	'id',
	'reason',
	'requestId',
	'source',
	'startTimestamp',
	'status',
	'title',
	'video_url',
	'viral_score',
	'width',
];
const REQUEST_FIELDS = [
	'captionLanguage',
	'end',
	'language',
	'preferredLength',
	'requestId',
	'sentences',
	'shorts',
	'start',
	'status',
	'template',
	'title',
	'url',
];

const FIELDS_DESCRIPTION =
	'The fields that the AI agent gets to read, besides the ID. Those that an item does not have are left out.';

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

/** Which clips, `outputAs` and, for people, `simplify`; for AI agents the choice that n8n's guidelines ask for. */
export const outputParameters: INodeProperties[] = [
	...clipOptionsParameters,
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
		displayOptions: fieldsOf('clips'),
		options: CLIP_FIELDS.map((name) => ({ name, value: name })),
		default: ['title', 'video_url'],
		description: FIELDS_DESCRIPTION,
	},
	{
		displayName: 'Fields',
		name: 'outputFields',
		type: 'multiOptions',
		displayOptions: fieldsOf('request'),
		options: REQUEST_FIELDS.map((name) => ({ name, value: name })),
		default: ['shorts', 'status', 'title'],
		description: FIELDS_DESCRIPTION,
	},
];

function fieldsOf(outputAs: OutputChoice['outputAs']) {
	return { show: { ...onlyAsTool.show, output: ['selectedFields'], outputAs: [outputAs] } };
}

/**
 * Reads the parameters above for one input item.
 *
 * @throws NodeOperationError if one of them is wrong
 */
export function readOutputChoice(context: IExecuteFunctions, itemIndex: number): OutputChoice {
	const outputAs = context.getNodeParameter('outputAs', itemIndex, 'clips') as 'clips' | 'request';
	const clips = readClipOptions(context, itemIndex);
	return { outputAs, fields: readFields(context, itemIndex), clips };
}

function readFields(context: IExecuteFunctions, itemIndex: number): OutputChoice['fields'] {
	// Present only on the tool variant of the node, where it takes the place of `simplify`.
	const output = context.getNodeParameter('output', itemIndex, '') as string;
	if (output === 'selectedFields') {
		const fields: unknown = context.getNodeParameter('outputFields', itemIndex, []);
		// An agent may write them as a text, such as "title, video_url".
		return asText(fields)
			.split(/[\s,]+/)
			.filter((name) => name !== '');
	}
	if (output !== '') return output === 'raw' ? 'raw' : 'simplified';
	return readSimplify(context, itemIndex);
}

/** Reads `simplifyParameter` for one input item. */
export function readSimplify(context: IExecuteFunctions, itemIndex: number): 'raw' | 'simplified' {
	return asBoolean(context.getNodeParameter('simplify', itemIndex, true)) ? 'simplified' : 'raw';
}

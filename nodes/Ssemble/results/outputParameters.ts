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

const fieldsParameter: INodeProperties = {
	displayName: 'Fields',
	name: 'outputFields',
	type: 'multiOptions',
	default: [],
	description:
		'The fields that the AI agent gets to read, besides the ID. Those that an item does not have are left out.',
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
		...fieldsParameter,
		displayOptions: showFor('clips'),
		options: CLIP_FIELDS.map((name) => ({ name, value: name })),
		default: ['title', 'video_url'],
	},
	{
		...fieldsParameter,
		displayOptions: showFor('request'),
		options: REQUEST_FIELDS.map((name) => ({ name, value: name })),
		default: ['shorts', 'status', 'title'],
	},
];

function showFor(outputAs: OutputChoice['outputAs']) {
	return { show: { ...onlyAsTool.show, output: ['selectedFields'], outputAs: [outputAs] } };
}

/**
 * Reads the parameters above for one input item.
 *
 * @throws NodeOperationError if one of them is wrong
 */
export function readOutputChoice(context: IExecuteFunctions, itemIndex: number): OutputChoice {
	return {
		outputAs: context.getNodeParameter('outputAs', itemIndex, 'clips') as OutputChoice['outputAs'],
		fields: readFields(context, itemIndex),
		clips: readClipOptions(context, itemIndex),
	};
}

function readFields(context: IExecuteFunctions, itemIndex: number): OutputChoice['fields'] {
	// Present only on the tool variant of the node, where it takes the place of `simplify`.
	const output: unknown = context.getNodeParameter('output', itemIndex, '');
	if (output === '') {
		const isSimple = asBoolean(context.getNodeParameter('simplify', itemIndex, true));
		return isSimple ? 'simplified' : 'raw';
	}
	if (output !== 'selectedFields') return output === 'raw' ? 'raw' : 'simplified';
	// An agent may write them as a text, such as "title, video_url".
	return asText(context.getNodeParameter('outputFields', itemIndex, [])).match(/[^\s,]+/g) ?? [];
}

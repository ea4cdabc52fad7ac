import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { ApiClient } from './api/client';
import type { CreateShortsBody } from './api/types';
import { errorItem, pairedItems } from './n8n/items';
import type { Operation } from './n8n/resource';
import { OPTIONS } from './submit/optionParameters';
import { readEach } from './n8n/readEach';
import {
	languageParameter,
	preferredLengthParameter,
	videoParameters,
} from './submit/sourceParameters';
import { submitVideos } from './submit/submitVideos';

/*
 * Create as it was in version 1 of the node: seconds are all that it knows, and each switch of the API is an option.
 */

const SOURCES = ['fileUrl', 'url'];

const sourceParameters = videoParameters
	.filter(({ name }) => name === 'videoSource' || SOURCES.includes(name))
	.map(({ options, ...parameter }) => ({
		...parameter,
		...(options && {
			options: options.filter(
				(option) => 'value' in option && SOURCES.includes(String(option.value)),
			),
		}),
	}));

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

function onOff(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'boolean', default: false, description };
}

/** An option that was a plain text then. */
function text(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', description };
}

const optionParameters: INodeProperties[] = [
	onOff('Background Music', 'music', 'Whether to play music behind the clips'),
	onOff('Call to Action', 'ctaEnabled', 'Whether to show a call to action on each clip'),
	{ ...OPTIONS.ctaText.parameter, displayName: 'Call to Action Text' },
	text('Caption Language', 'captionLanguage', 'The language of the captions, e.g. en'),
	text('Caption Template ID', 'templateId', 'How the captions look'),
	onOff('Game Video', 'gameVideo', 'Whether to split the screen and show gameplay below'),
	text('Game Video Name', 'gameVideoName', 'The gameplay to show below the clip'),
	OPTIONS.hookTitle.parameter,
	OPTIONS.noClipping.parameter,
	OPTIONS.layout.parameter,
	onOff('Meme Hook', 'memeHook', 'Whether to put an attention grabber in front of each clip'),
	text('Meme Hook Name', 'memeHookName', 'The attention grabber to put in front of each clip'),
	text('Music Name', 'musicName', 'The track to play behind the clips'),
	OPTIONS.musicVolume.parameter,
	preferredLengthParameter,
	languageParameter,
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/shorts-finished',
		description: 'The address that Ssemble posts to when the shorts are ready or could not be made',
	},
];

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create shorts from long video',
		description: 'Submit a long video. The shorts are ready 5 to 30 minutes later.',
	},
	parameters: [
		...sourceParameters,
		...rangeParameters,
		{
			displayName: 'Additional Options',
			name: 'additionalOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: optionParameters,
		},
	],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const asked = await readEach(context, (itemIndex) => ({
		itemIndex,
		bodies: [readBody(context, itemIndex)],
		isWhole: false,
	}));
	const { results } = await submitVideos(context, client, asked);
	return results.flatMap((result) =>
		result.kind === 'taken'
			? pairedItems([{ data: result.created }], result.itemIndex)
			: [errorItem(context, result.error, result.itemIndex)],
	);
}

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

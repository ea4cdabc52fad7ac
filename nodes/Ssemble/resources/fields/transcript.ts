import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asBoolean, asText } from '../../n8n/json';
import { refuser } from '../../n8n/parameters';
import { neverAsTool } from '../../n8n/tool';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../../results/transcriptFormats';
import { outputFileParameter, readOutputFile } from './outputFile';

/** Which words to return, and how. */
export interface TranscriptChoice {
	of: 'clips' | 'video';
	format: TranscriptFormat;
	/** The binary field to put a file in; undefined if the transcript goes into the JSON. */
	fileField?: string;
}

export const transcriptParameters: INodeProperties[] = [
	{
		displayName: 'Transcript Of',
		name: 'transcriptOf',
		type: 'options',
		options: [
			{
				name: 'Clips',
				value: 'clips',
				description:
					'One item for each clip of the request, with times from the beginning of the clip. An input item that is one of these clips, as Get Results returns it, yields that clip alone.',
			},
			{
				name: 'Whole Range',
				value: 'video',
				description:
					'One item for each request, with times as in the source video. Input items that are clips of the same request yield it once.',
			},
		],
		default: 'clips',
		description: 'Whose words to return',
	},
	{
		displayName: 'Format',
		name: 'format',
		type: 'options',
		options: [
			{
				name: 'Segments',
				value: 'segments',
				description: 'A list of sentences, each with its start and end in seconds',
			},
			{
				name: 'SRT',
				value: 'srt',
				description: 'Subtitles for most video platforms and players',
			},
			{ name: 'Text', value: 'text', description: 'The words alone' },
			{ name: 'VTT', value: 'vtt', description: 'Subtitles for videos on web pages' },
		],
		default: 'text',
		description: 'How to write the transcript',
	},
	{
		displayName: 'Put Transcript in File',
		name: 'asFile',
		type: 'boolean',
		displayOptions: neverAsTool,
		default: false,
		description:
			'Whether to put each transcript in a file, named after the clip, instead of in the field transcript',
	},
	{
		...outputFileParameter,
		displayOptions: { show: { asFile: [true] }, ...neverAsTool },
	},
];

/**
 * Reads the parameters above for one input item.
 *
 * @throws NodeOperationError if one of them has none of the values that it offers, or the field has no name
 */
export function readTranscriptChoice(
	context: IExecuteFunctions,
	itemIndex: number,
): TranscriptChoice {
	const of = readOption(context, 'transcriptOf', ['clips', 'video'] as const, itemIndex);
	const names = Object.keys(TRANSCRIPT_FORMATS) as Array<keyof typeof TRANSCRIPT_FORMATS>;
	const format = TRANSCRIPT_FORMATS[readOption(context, 'format', names, itemIndex)];
	const asFile = asBoolean(context.getNodeParameter('asFile', itemIndex, false));
	return asFile ? { of, format, fileField: readOutputFile(context, itemIndex) } : { of, format };
}

/** An expression may yield anything. */
function readOption<Value extends string>(
	context: IExecuteFunctions,
	name: string,
	values: readonly Value[],
	itemIndex: number,
): Value {
	const given = asText(context.getNodeParameter(name, itemIndex)).toLowerCase();
	const value = values.find((one) => one === given);
	if (value !== undefined) return value;
	const { displayName } = transcriptParameters.find((one) => one.name === name) ?? {};
	return refuser(context, itemIndex)(
		`'${displayName}' cannot be "${given}"`,
		`Use one of these: ${values.join(', ')}.`,
	);
}

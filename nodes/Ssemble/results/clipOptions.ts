import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asBoolean, asText } from '../n8n/json';
import { asNumber, refuser } from '../n8n/parameters';
import { neverAsTool, onlyAsTool } from '../n8n/tool';

/** Which clips to pass on, and whether with their files. Survives being written down as JSON. */
export interface ClipOptions {
	bestFirst?: boolean;
	/** Per request. */
	maxClips?: number;
	/** As Ssemble gives scores: 0 to 100. */
	minScore?: number;
	onlyRendered?: boolean;
	/** The field to put each clip's video file into; undefined to leave the files where they are. */
	fileField?: string;
}

const bestFirst: INodeProperties = {
	displayName: 'Best First',
	name: 'bestFirst',
	type: 'boolean',
	default: true,
	description: 'Whether to sort the clips of each request by their viral score, the best first',
};

const maxClips: INodeProperties = {
	displayName: 'Max Clips',
	name: 'maxClips',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 3,
	description: 'How many clips of each request to pass on at most',
};

const minScore: INodeProperties = {
	displayName: 'Min Score',
	name: 'minScore',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100 },
	default: 70,
	description: 'The lowest viral score, from 0 to 100, of clips to pass on',
};

const onlyRendered: INodeProperties = {
	displayName: 'Only Rendered',
	name: 'onlyRendered',
	type: 'boolean',
	default: true,
	description: 'Whether to leave out clips that have no video because they could not be rendered',
};

const downloadVideos: INodeProperties = {
	displayName: 'Download Videos',
	name: 'downloadVideos',
	type: 'boolean',
	default: true,
	description: "Whether to put each clip's video file into its item, as Download Video does",
};

const outputFile: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	hint: 'The name of the output binary field to put the file in',
	description: "Name of the field that later nodes find the file in, with 'Download Videos'",
};

const collection: INodeProperties = {
	displayName: 'Clip Options',
	name: 'clipOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
};

/** Which clips to pass on. An AI agent gets no files. */
export const clipOptionsParameters: INodeProperties[] = [
	{
		...collection,
		displayOptions: neverAsTool,
		options: [bestFirst, downloadVideos, maxClips, minScore, onlyRendered, outputFile],
	},
	{
		...collection,
		displayOptions: onlyAsTool,
		options: [bestFirst, maxClips, minScore, onlyRendered],
	},
];

/**
 * Reads the parameter above for one input item.
 *
 * @throws NodeOperationError if a number is not one
 */
export function readClipOptions(context: IExecuteFunctions, itemIndex: number): ClipOptions {
	const read = (name: string): unknown =>
		context.getNodeParameter(`clipOptions.${name}`, itemIndex, null);
	const readNumber = ({ name, displayName }: INodeProperties, least: number) => {
		const value = read(name) ?? '';
		if (value === '') return undefined;
		const number = asNumber(value);
		if (number >= least && number < Infinity) return number;
		return refuser(context, itemIndex)(
			`'${displayName}' is not a number from ${least} up`,
			`Enter a number, or remove '${displayName}' from 'Clip Options'.`,
		);
	};
	return {
		bestFirst: asBoolean(read('bestFirst')),
		maxClips: readNumber(maxClips, 1),
		minScore: readNumber(minScore, 0),
		onlyRendered: asBoolean(read('onlyRendered')),
		...(asBoolean(read('downloadVideos')) && {
			fileField: asText(read('binaryPropertyName')) || 'data',
		}),
	};
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { downloadInTurn } from '../../results/downloadInTurn';
import { forEachItem } from '../../n8n/items';
import { showHints } from '../../results/hints';
import { asText } from '../../n8n/json';
import type { Operation } from '../../n8n/resource';
import { outputFileParameter, readOutputFile } from '../fields/outputFile';

/** Puts the video files of clips into the items. */
export const download: Operation = {
	option: {
		name: 'Download Video',
		value: 'download',
		action: 'Download video of clip',
		description: 'Download the video file of a clip, to store, send or upload it',
	},
	parameters: [
		{
			displayName: 'Video URL',
			name: 'videoUrl',
			type: 'string',
			required: true,
			default: '={{ $json.video_url }}',
			placeholder: 'e.g. https://example.com/video.mp4',
			description: 'Address of the video file: the field video_url of a clip',
		},
		outputFileParameter,
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. myClip.mp4',
			description:
				'What to call the file. By default the title of the clip, or its ID if it has none.',
		},
	],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const inputs = context.getInputData();
	const withoutVideo: number[] = [];
	const items = await forEachItem(context, async (itemIndex) => {
		const { json = {}, binary } = inputs[itemIndex] as Partial<INodeExecutionData>;
		const url = readVideoUrl(context, itemIndex);
		if (url === '' && json.requestId !== undefined) {
			withoutVideo.push(itemIndex);
			return [{ json, binary, pairedItem: { item: itemIndex } }];
		}
		const field = readOutputFile(context, itemIndex);
		const file = await downloadInTurn(context, {
			url: checkedUrl(context, url, itemIndex),
			name: readName(context, itemIndex) || asText(json.title) || asText(json.id),
			itemIndex,
		});
		return [{ json, binary: { ...binary, [field]: file }, pairedItem: { item: itemIndex } }];
	});
	showHints(context, withoutVideoHints(withoutVideo));
	return items;
}

function withoutVideoHints(itemIndexes: number[]): string[] {
	if (itemIndexes.length === 0) return [];
	const items = itemIndexes.sort((a, b) => a - b).join(', ');
	return [
		`These items have no video, and were passed on without a file: ${items}. A clip that could not be rendered has none, nor has a request that failed.`,
	];
}

function readVideoUrl(context: IExecuteFunctions, itemIndex: number): string {
	return asText(context.getNodeParameter('videoUrl', itemIndex, ''));
}

function checkedUrl(context: IExecuteFunctions, url: string, itemIndex: number): string {
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
	throw new NodeOperationError(
		context.getNode(),
		url === '' ? "'Video URL' is empty" : `'Video URL' is not a web address: ${url}`,
		{
			description:
				'Enter the address of a video file, e.g. with the expression {{ $json.video_url }}.',
			itemIndex,
		},
	);
}

function readName(context: IExecuteFunctions, itemIndex: number): string {
	return asText(context.getNodeParameter('fileName', itemIndex, ''));
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { downloadInTurn } from '../../results/downloadInTurn';
import { forEachItem } from '../../n8n/items';
import { showHints } from '../../results/hints';
import { asText } from '../../n8n/json';
import { refuser } from '../../n8n/parameters';
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
		const read = (name: string) => asText(context.getNodeParameter(name, itemIndex, ''));
		const { json = {}, binary } = inputs[itemIndex] as Partial<INodeExecutionData>;
		const pairedItem = { item: itemIndex };
		const url = read('videoUrl');
		if (url === '' && json.requestId !== undefined) {
			withoutVideo.push(itemIndex);
			return [{ json, binary, pairedItem }];
		}
		const field = readOutputFile(context, itemIndex);
		refuseOtherThanWeb(context, url, itemIndex);
		const name = read('fileName') || asText(json.title) || asText(json.id);
		const file = await downloadInTurn(context, { url, name, itemIndex });
		return [{ json, binary: { ...binary, [field]: file }, pairedItem }];
	});
	if (withoutVideo.length > 0) showHints(context, [withoutVideoHint(withoutVideo)]);
	return items;
}

function withoutVideoHint(itemIndexes: number[]): string {
	const items = itemIndexes.sort((a, b) => a - b).join(', ');
	return `These items have no video, and were passed on without a file: ${items}. A clip that could not be rendered has none, nor has a request that failed.`;
}

function refuseOtherThanWeb(context: IExecuteFunctions, url: string, itemIndex: number): void {
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
	refuser(context, itemIndex)(
		url === '' ? "'Video URL' is empty" : `'Video URL' is not a web address: ${url}`,
		'Enter the address of a video file, e.g. with the expression {{ $json.video_url }}.',
	);
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getRequest } from '../../api/endpoints';
import type { ShortsRequest } from '../../api/types';
import { forEachItem } from '../../n8n/items';
import { asText } from '../../n8n/json';
import type { Operation } from '../../n8n/resource';
import { resultHints, showHints, transcriptHints } from '../../results/hints';
import { refuseUncompleted } from '../../results/refuseUnfinished';
import { clipTranscript, requestTranscript, type Transcript } from '../../results/transcript';
import { baseName } from '../../results/videoFile';
import { readRequestId, requestIdParameters } from '../fields/requestId';
import {
	readTranscriptChoice,
	transcriptParameters,
	type TranscriptChoice,
} from '../fields/transcript';

/** Reads what is said in clips, or in the whole range that they were made from. */
export const getTranscript: Operation = {
	option: {
		name: 'Get Transcript',
		value: 'getTranscript',
		action: 'Get transcript of clips',
		description:
			'Get the words that are spoken in clips or in the whole range, as text or subtitles',
	},
	parameters: [...requestIdParameters, ...transcriptParameters],
	execute,
};

/** One output item to be. */
interface Titled {
	json: IDataObject;
	transcript: Transcript;
}

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const requests = new Map<string, Promise<ShortsRequest>>();
	const hints: string[] = [];

	const items = await forEachItem(context, async (itemIndex) => {
		const choice = readTranscriptChoice(context, itemIndex);
		const requestId = readRequestId(context, itemIndex).toLowerCase();
		// The first of the items that name the request reads it for all of them.
		const known = requests.get(requestId);
		const reading = known ?? getRequest(client, requestId, itemIndex);
		requests.set(requestId, reading);
		const request = await reading;
		refuseUncompleted(context, request, itemIndex);
		const transcripts = transcriptsFor(context, request, choice, itemIndex, known === undefined);
		hints.push(...hintsOf(request, choice, transcripts));
		return await Promise.all(
			transcripts.map((titled) => itemFrom(context, titled, choice, itemIndex)),
		);
	});
	showHints(context, hints);
	return items;
}

/** Input items that are clips of one request yield each its own words, or together those of the request. */
function transcriptsFor(
	context: IExecuteFunctions,
	request: ShortsRequest,
	{ of }: TranscriptChoice,
	itemIndex: number,
	isFirst: boolean,
): Titled[] {
	const { shorts: clips = [] } = request;
	const input: Partial<INodeExecutionData> = context.getInputData()[itemIndex] ?? {};
	const inputId = asText(input.json?.id);
	const clip = clips.find(({ id }) => inputId !== '' && id === inputId);
	if (of === 'clips') {
		return (clip ? [clip] : clips).map((one) => ({
			json: { id: one.id, title: one.title ?? null, requestId: request._id },
			transcript: clipTranscript(request, one),
		}));
	}
	if (clip && !isFirst) return [];
	const json = { requestId: request._id, title: request.title ?? null };
	return [{ json, transcript: requestTranscript(request) }];
}

function hintsOf(request: ShortsRequest, { of, format }: TranscriptChoice, titled: Titled[]) {
	if (of === 'clips' && titled.length === 0) return resultHints(request);
	const transcripts = titled.map(({ transcript }) => transcript);
	return transcriptHints(request, transcripts, format.extension !== 'txt');
}

async function itemFrom(
	context: IExecuteFunctions,
	{ json, transcript }: Titled,
	{ format, fileField }: TranscriptChoice,
	itemIndex: number,
): Promise<INodeExecutionData> {
	const pairedItem = { item: itemIndex };
	const value = format.valueOf(transcript);
	if (fileField === undefined) return { json: { ...json, transcript: value }, pairedItem };
	const name = asText(json.title) || asText(json.id) || asText(json.requestId);
	const content = typeof value === 'string' ? value : JSON.stringify(value, null, '\t');
	const file = await context.helpers.prepareBinaryData(
		Buffer.from(content),
		`${baseName(name)}.${format.extension}`,
		format.mimeType,
	);
	return { json, binary: { [fileField]: file }, pairedItem };
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getRequest } from '../../api/endpoints';
import type { Clip, ShortsRequest } from '../../api/types';
import { forEachItem } from '../../n8n/items';
import { asText } from '../../n8n/json';
import type { Operation } from '../../n8n/resource';
import { resultHints, showHints, transcriptHints } from '../../results/hints';
import { refuseUncompleted } from '../../results/refuseUnfinished';
import { clipTranscript, requestTranscript, type Transcript } from '../../results/transcript';
import { fileContent } from '../../results/transcriptFormats';
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

/** A request that input items ask for, and the first of them. */
interface Asked {
	firstItem: number;
	request: Promise<ShortsRequest>;
}

/** One output item to be. */
interface Titled {
	json: IDataObject;
	transcript: Transcript;
}

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const asked = new Map<string, Asked>();
	const hints = new Set<string>();

	const items = await forEachItem(context, async (itemIndex) => {
		const choice = readTranscriptChoice(context, itemIndex);
		const requestId = readRequestId(context, itemIndex).toLowerCase();
		const { firstItem, request } = askOnce(asked, requestId, itemIndex, () =>
			getRequest(client, requestId, itemIndex),
		);
		const read = await request;
		refuseUncompleted(context, read, itemIndex);
		const transcripts = transcriptsFor(context, read, choice, itemIndex, itemIndex === firstItem);
		for (const hint of hintsOf(read, choice, transcripts)) hints.add(hint);
		return await Promise.all(
			transcripts.map((titled) => itemFrom(context, titled, choice, itemIndex)),
		);
	});
	showHints(context, hints);
	return items;
}

function askOnce(
	asked: Map<string, Asked>,
	requestId: string,
	itemIndex: number,
	read: () => Promise<ShortsRequest>,
): Asked {
	const known = asked.get(requestId);
	if (known) return known;
	const fresh = { firstItem: itemIndex, request: read() };
	asked.set(requestId, fresh);
	return fresh;
}

/** Input items that are clips of one request yield each its own words, or together those of the request. */
function transcriptsFor(
	context: IExecuteFunctions,
	request: ShortsRequest,
	{ of }: TranscriptChoice,
	itemIndex: number,
	isFirst: boolean,
): Titled[] {
	const clips = request.shorts ?? [];
	const input = context.getInputData()[itemIndex] as Partial<INodeExecutionData> | undefined;
	const inputId = asText(input?.json?.id);
	const clip = clips.find(({ id }) => inputId !== '' && id === inputId);
	if (of === 'clips') return (clip ? [clip] : clips).map((one) => ofClip(request, one));
	return clip && !isFirst ? [] : [ofRequest(request)];
}

function ofClip(request: ShortsRequest, clip: Clip): Titled {
	return {
		json: { id: clip.id, title: clip.title ?? null, requestId: request._id },
		transcript: clipTranscript(request, clip),
	};
}

function ofRequest(request: ShortsRequest): Titled {
	return {
		json: { requestId: request._id, title: request.title ?? null },
		transcript: requestTranscript(request),
	};
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
	if (fileField === undefined) {
		return { json: { ...json, transcript: format.valueOf(transcript) }, pairedItem };
	}
	const name = asText(json.title) || asText(json.id) || asText(json.requestId);
	const file = await context.helpers.prepareBinaryData(
		fileContent(format, transcript),
		`${baseName(name)}.${format.extension}`,
		format.mimeType,
	);
	return { json, binary: { [fileField]: file }, pairedItem };
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Clip, ShortsRequest } from '../api/types';
import { asNodeError, errorItem, pairedItems } from '../n8n/items';
import { asText } from '../n8n/json';
import { inParallel } from '../n8n/parallel';
import { downloadInTurn, MOST_DOWNLOADS } from './downloadInTurn';
import { resultHints } from './hints';
import { resultObjects, type EventStamp, type OutputChoice } from './output';
import { isRendered, selectClips } from './selectClips';

/** Items, and what the user should know about them. */
interface ResultItems {
	items: INodeExecutionData[];
	hints: string[];
}

/**
 * The items that a finished request yields, with the files of its clips if they are wanted.
 *
 * @param request as read from GET /shorts/:id
 * @param itemIndex the input item that they come from
 * @param stamp given by the trigger
 * @throws NodeApiError | NodeOperationError if a file cannot be downloaded and the node is to stop
 */
export async function resultItems(
	context: IExecuteFunctions,
	request: ShortsRequest,
	choice: OutputChoice,
	itemIndex: number,
	stamp?: EventStamp,
): Promise<ResultItems> {
	const { shorts = [], status, _id } = request;
	const clips = selectClips(shorts, choice.clips);
	const hints = resultHints(request);
	const isForClips = status === 'completed' && choice.outputAs === 'clips' && shorts.length > 0;
	if (isForClips && clips.length === 0) {
		hints.push(
			`None of the ${shorts.length} clips of request ${_id} fits 'Clip Options', so it yields no item.`,
		);
		return { items: [], hints };
	}
	const objects = resultObjects({ ...request, shorts: clips }, choice, stamp);
	const { fileField } = choice.clips;
	if (!isForClips || fileField === undefined) {
		return { items: pairedItems(objects, itemIndex), hints };
	}
	const items = await inParallel(clips, MOST_DOWNLOADS, async (clip, index) =>
		withFile(context, clip, objects[index] ?? {}, fileField, itemIndex),
	);
	return { items, hints };
}

async function withFile(
	context: IExecuteFunctions,
	clip: Clip,
	json: IDataObject,
	field: string,
	itemIndex: number,
): Promise<INodeExecutionData> {
	const pairedItem = { item: itemIndex };
	if (!isRendered(clip)) return { json, pairedItem };
	try {
		const name = asText(clip.title) || asText(clip.id);
		const file = await downloadInTurn(context, { url: clip.video_url ?? '', name, itemIndex });
		return { json, binary: { [field]: file }, pairedItem };
	} catch (caught) {
		const error = asNodeError(context, caught, itemIndex);
		if (!context.continueOnFail()) throw error;
		return errorItem(context, error, itemIndex);
	}
}

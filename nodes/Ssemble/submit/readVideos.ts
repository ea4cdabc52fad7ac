import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import type { CreateShortsBody } from '../api/types';
import { isPrivate } from '../n8n/privateAddress';
import { readEach, type RefusedInput } from '../n8n/readEach';
import { readOptions } from './readOptions';
import { readRanges } from './readRange';
import { readVideo } from './readVideo';

/** What an input item asks for. */
export interface VideoRequest {
	itemIndex: number;
	/** The create requests that cover its part of the video, one after the other. */
	bodies: CreateShortsBody[];
	/** Whether they are as many as it may cost, because nobody knows how long the video is. */
	isWhole: boolean;
}

/** The same, or why it cannot be submitted. */
export type Asked = RefusedInput | VideoRequest;

/**
 * Reads and checks what all input items ask for.
 *
 * @param outlivesExecution whether Ssemble may still fetch the video when the execution has ended
 * @throws NodeOperationError that names the first wrong item, the parameter and the remedy, if the node is to stop
 */
export async function readVideos(
	context: IExecuteFunctions,
	client: ApiClient,
	outlivesExecution: boolean,
): Promise<Asked[]> {
	const access = { allowPrivate: isPrivate(client.baseUrl), outlivesExecution };
	return await readEach(context, async (itemIndex) => {
		const video = await readVideo(context, itemIndex, access);
		const ranges = readRanges(context, itemIndex);
		const options = readOptions(context, itemIndex);
		return {
			itemIndex,
			bodies: ranges.map((range) => ({ ...video, ...range, ...options })),
			isWhole: context.getNodeParameter('videoRange', itemIndex, 'range') === 'whole',
		};
	});
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { CreateShortsBody } from '../api/types';
import { readBodies } from './readBodies';
import type { Refused } from './submission';
import type { SubmitChoice } from './submitChoice';

/** What an input item asks for. */
export interface VideoRequest {
	itemIndex: number;
	/** The create requests that cover its part of the video, one after the other. */
	bodies: CreateShortsBody[];
	/** Whether they are as many as it may cost, because nobody knows how long the video is. */
	isWhole: boolean;
}

/** The same, or why it cannot be submitted. */
export type Asked = Refused | VideoRequest;

/**
 * Reads and checks what an input item asks for.
 *
 * @throws NodeOperationError that names the parameter and the remedy
 */
export function readVideoRequest(
	context: IExecuteFunctions,
	itemIndex: number,
	choice: SubmitChoice,
): VideoRequest {
	return {
		itemIndex,
		bodies: readBodies(context, itemIndex, choice),
		isWhole: context.getNodeParameter('videoRange', itemIndex, 'range') === 'whole',
	};
}

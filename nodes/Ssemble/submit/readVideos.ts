import type { IExecuteFunctions } from 'n8n-workflow';
import { asNodeError } from '../n8n/items';
import type { CreateShortsBody } from '../api/types';
import { readBodies } from './readBodies';
import type { Refused } from './submission';
import type { SubmitChoice } from './submitChoice';

/** What an input item asks for. */
export interface VideoRequest {
	itemIndex: number;
	/** The create requests that cover its part of the video, one after the other. */
	bodies: CreateShortsBody[];
	/** Whether they are as many as it may cost, for nobody knows how long the video is. */
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

/**
 * Reads what all input items ask for, before anything is spent.
 *
 * @param read reads one item, and may refuse it
 * @returns one for each item
 * @throws NodeApiError | NodeOperationError that names the first wrong item, if the node is to stop
 */
export function readEach<Request>(
	context: IExecuteFunctions,
	read: (itemIndex: number) => Request,
): Array<Refused | Request> {
	return context.getInputData().map((_, itemIndex) => {
		try {
			return read(itemIndex);
		} catch (caught) {
			const error = asNodeError(context, caught, itemIndex);
			if (!context.continueOnFail()) throw error;
			return { kind: 'refused', itemIndex, error };
		}
	});
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { CreateShortsBody } from '../api/types';
import { readOptions } from './readOptions';
import { readRanges } from './readRange';
import { readVideo } from './readVideo';
import type { SubmitChoice } from './submitChoice';

/**
 * Reads and checks the parameters of one input item.
 *
 * @returns the bodies of the create requests that cover its video, one after the other
 * @throws NodeOperationError that names the parameter and the remedy
 */
export function readBodies(
	context: IExecuteFunctions,
	itemIndex: number,
	choice: SubmitChoice,
): CreateShortsBody[] {
	const video = readVideo(context, itemIndex, choice);
	const ranges = readRanges(context, itemIndex);
	const options = readOptions(context, itemIndex);
	return ranges.map((range) => ({ ...video, ...range, ...options }));
}

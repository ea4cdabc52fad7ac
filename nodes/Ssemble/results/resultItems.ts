import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ShortsRequest } from '../api/types';
import { pairedItems } from '../n8n/items';
import { resultHints } from './hints';
import { resultObjects, type EventStamp, type OutputChoice } from './output';

export async function resultItems(
	_context: IExecuteFunctions,
	request: ShortsRequest,
	choice: OutputChoice,
	itemIndex: number,
	stamp?: EventStamp,
): Promise<{ items: INodeExecutionData[]; hints: string[] }> {
	return await Promise.resolve({
		items: pairedItems(resultObjects(request, choice, stamp), itemIndex),
		hints: resultHints(request),
	});
}

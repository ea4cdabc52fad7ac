import type { IExecuteFunctions } from 'n8n-workflow';
import { asNodeError, type NodeError } from './items';

/** An input item whose parameters are wrong. */
export interface RefusedInput {
	kind: 'refused';
	itemIndex: number;
	error: NodeError;
}

/**
 * Reads what all input items ask for, before anything is done for any of them.
 *
 * @param read reads one item, and may refuse it
 * @returns one for each item
 * @throws NodeApiError | NodeOperationError that names the first wrong item, if the node is to stop
 */
export async function readEach<Request>(
	context: IExecuteFunctions,
	read: (itemIndex: number) => Promise<Request> | Request,
): Promise<Array<RefusedInput | Request>> {
	const requests: Array<RefusedInput | Request> = [];
	for (const itemIndex of context.getInputData().keys()) {
		try {
			requests.push(await read(itemIndex));
		} catch (caught) {
			const error = asNodeError(context, caught, itemIndex);
			if (!context.continueOnFail()) throw error;
			requests.push({ kind: 'refused', itemIndex, error });
		}
	}
	return requests;
}

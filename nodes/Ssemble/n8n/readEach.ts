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
export function readEach<Request>(
	context: IExecuteFunctions,
	read: (itemIndex: number) => Request,
): Array<RefusedInput | Request> {
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

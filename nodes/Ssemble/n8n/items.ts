import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { inParallel } from './parallel';

/** Calls to Ssemble that a node makes at once. */
export const CALLS_AT_ONCE = 10;

/** An error as n8n shows it: with a message, a description and the input item. */
export type NodeError = NodeApiError | NodeOperationError;

/** Pairs each JSON object with the input item that it came from. */
export function pairedItems(objects: IDataObject[], itemIndex: number): INodeExecutionData[] {
	return objects.map((json) => ({ json, pairedItem: { item: itemIndex } }));
}

/**
 * What an input item yields when its work did not succeed and the node is set to continue: what happened as
 * `error`, what to do about it as `message`, and the API's `code`, if there is one and the node has no error output.
 */
export function errorItem(
	context: { getNode(): INode },
	error: NodeError,
	itemIndex: number,
): INodeExecutionData {
	// By two fields alone n8n, from 1.123 on, knows what belongs in the error output. It would replace the whole
	// JSON by the message if the item had the error itself.
	const json: IDataObject = { error: error.message, message: error.description ?? error.message };
	const { code } = error.context;
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	if (typeof code === 'string' && code !== '' && !hasErrorOutput) json.code = code;
	return { json, pairedItem: { item: itemIndex } };
}

/** Whatever was caught, as an error that n8n shows well and that names the input item, if there is one. */
export function asNodeError(
	context: { getNode(): INode },
	caught: unknown,
	itemIndex?: number,
): NodeError {
	const isNodeError = caught instanceof NodeApiError || caught instanceof NodeOperationError;
	// Of an error from another realm n8n would show no message by itself.
	const message = (caught as Partial<Error> | undefined)?.message;
	const error = isNodeError
		? caught
		: new NodeOperationError(context.getNode(), caught as Error | JsonObject, { message });
	if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
	return error;
}

/**
 * Runs the input items, up to 10 at the same time, and returns all that they yield in input order.
 * An error stops the node, or becomes the item's output if the node is set to continue.
 *
 * @param run returns the items that one input item yields
 * @throws NodeApiError | NodeOperationError that names the input item
 */
export async function forEachItem(
	context: IExecuteFunctions,
	run: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const yielded = await inParallel(context.getInputData(), CALLS_AT_ONCE, async (_, itemIndex) => {
		try {
			return await run(itemIndex);
		} catch (caught) {
			const error = asNodeError(context, caught, itemIndex);
			if (context.continueOnFail()) return [errorItem(context, error, itemIndex)];
			throw error;
		}
	});
	return yielded.flat();
}

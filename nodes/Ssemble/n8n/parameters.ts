import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** Throws NodeOperationError; `remedy` tells the user what to do. */
export type Refuse = (message: string, remedy: string) => never;

/** What refuses an input item, or the whole node, for a value that the user has set. */
export function refuser(context: { getNode(): INode }, itemIndex?: number): Refuse {
	return (message, description) => {
		throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
	};
}

/** A number that a parameter holds, also as text; NaN for anything else, such as a switch, a list or a blank. */
export function asNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

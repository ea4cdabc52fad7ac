import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** Refuses an input item; `remedy` tells the user what to do. */
export type Refuse = (message: string, remedy: string) => never;

/**
 * What refuses an input item for a value of one of its parameters.
 *
 * @returns a function that throws NodeOperationError
 */
export function refuser(context: IExecuteFunctions, itemIndex: number): Refuse {
	return (message, description) => {
		throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
	};
}

/** A number that a parameter holds, also as text; NaN for anything else, such as a switch, a list or a blank. */
export function asNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

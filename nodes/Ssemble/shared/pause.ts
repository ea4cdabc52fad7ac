import { NodeOperationError, sleep } from 'n8n-workflow';
import type { ApiContext } from './client';

/**
 * Waits, and stops waiting at once when the user cancels the execution.
 *
 * @param milliseconds how long
 * @throws NodeOperationError if the execution is or gets cancelled
 */
export async function pause(context: ApiContext, milliseconds: number): Promise<void> {
	const signal = cancelSignal(context);
	await (signal ? Promise.race([sleep(milliseconds), cancelled(signal)]) : sleep(milliseconds));
	throwIfCancelled(context);
}

/** @throws NodeOperationError if the user has cancelled the execution */
export function throwIfCancelled(context: ApiContext): void {
	if (!cancelSignal(context)?.aborted) return;
	throw new NodeOperationError(context.getNode(), 'The execution was cancelled');
}

function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

async function cancelled(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}

import { NodeOperationError, sleep } from 'n8n-workflow';
import type { NodeContext } from './context';

/**
 * Waits, and stops waiting at once when the user cancels the execution.
 *
 * @param milliseconds how long
 * @throws NodeOperationError if the execution is or gets cancelled
 */
export async function pause(context: NodeContext, milliseconds: number): Promise<void> {
	throwIfCancelled(context);
	const signal = cancelSignal(context);
	await (signal ? sleepUnlessAborted(milliseconds, signal) : sleep(milliseconds));
	throwIfCancelled(context);
}

/** Whether the user has cancelled the execution, or its time is over. n8n then breaks off the calls under way. */
export function isCancelled(context: NodeContext): boolean {
	return cancelSignal(context)?.aborted === true;
}

/** @throws NodeOperationError if the user has cancelled the execution */
export function throwIfCancelled(context: NodeContext): void {
	if (!isCancelled(context)) return;
	throw new NodeOperationError(context.getNode(), 'The execution was cancelled');
}

function cancelSignal(context: NodeContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Leaves no listener behind: an execution has one signal for all the pauses it makes. */
async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
	let stop: () => void = () => undefined;
	const aborted = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal.addEventListener('abort', stop);
	// Older versions of n8n ignore the signal here, hence the race.
	const slept = sleep(milliseconds, signal).catch(() => undefined);
	await Promise.race([slept, aborted]);
	signal.removeEventListener('abort', stop);
}

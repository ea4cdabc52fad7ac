import type { IExecuteFunctions } from 'n8n-workflow';
import { workflowSettings } from './workflowSettings';

/**
 * When n8n stops this execution because of its workflow's own time-out. A time-out that is set for all of n8n cannot
 * be read, nor can either in n8n 2.0.
 *
 * @returns milliseconds since 1970; Infinity if the workflow has none
 */
export function stoppedAt(context: IExecuteFunctions): number {
	const { executionTimeout } = workflowSettings(context);
	if (executionTimeout === undefined || !(executionTimeout > 0)) return Infinity;
	const { establishedAt } = context.getExecutionContext() ?? {};
	const begunAt = context.getMode() === 'retry' ? undefined : establishedAt;
	return (begunAt ?? Date.now()) + executionTimeout * 1_000;
}

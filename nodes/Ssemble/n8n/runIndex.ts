import type { IExecuteFunctions } from 'n8n-workflow';

/** Counts the runs of the node in this execution, from 0; a retry does not count as another one. */
export function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}

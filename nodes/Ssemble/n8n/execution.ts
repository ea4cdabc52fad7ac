import type { IExecuteFunctions, IWorkflowSettings } from 'n8n-workflow';

/*
 * What a node can know of its own execution and of that execution's workflow.
 */

/** How far back the beginning of an execution is looked for at most, in milliseconds. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1_000;

/** How far back if n8n does not tell when the execution began. */
const UNTOLD_MS = 24 * 60 * 60 * 1_000;

/** Counts the runs of the node in this execution, from 0; a retry does not count as another one. */
export function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}

/**
 * When the execution began, or the one of which it is a retry: milliseconds since 1970, by n8n's clock. Undefined
 * before version 2, which does not tell.
 */
export function toldStart(context: IExecuteFunctions): number | undefined {
	const { establishedAt = 0, triggerNode, source } = context.getExecutionContext() ?? {};
	const isKept = context.getMode() === 'retry' && source !== 'retry';
	return establishedAt > 0 && (triggerNode !== undefined || isKept) ? establishedAt : undefined;
}

/** The same, at most a week ago; a day ago if n8n does not tell. */
export function executionStart(context: IExecuteFunctions): number {
	const start = toldStart(context);
	return start === undefined ? Date.now() - UNTOLD_MS : Math.max(Date.now() - LONGEST_MS, start);
}

/** The workflow's own settings; none where n8n cannot tell them, as n8n 2.0 cannot. */
export function workflowSettings(context: IExecuteFunctions): IWorkflowSettings {
	const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
	return getWorkflowSettings?.call(context) ?? {};
}

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

import type { IExecuteFunctions } from 'n8n-workflow';

/** How far back the beginning of an execution is looked for at most, in milliseconds. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1_000;

/** How far back if n8n does not tell when the execution began. */
const UNTOLD_MS = 24 * 60 * 60 * 1_000;

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

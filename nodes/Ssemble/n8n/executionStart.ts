import type { IExecuteFunctions } from 'n8n-workflow';

/** How far back the beginning of an execution is looked for at most, in milliseconds. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1_000;

/** How far back if n8n does not tell when the execution began. */
const UNTOLD_MS = 24 * 60 * 60 * 1_000;

/**
 * When the execution began, or the one of which it is a retry: milliseconds since 1970, by
 * n8n's clock. n8n tells from version 2 on; before, a day ago is taken for it.
 */
export function executionStart(context: IExecuteFunctions): number {
	const { establishedAt = 0, triggerNode, source } = context.getExecutionContext() ?? {};
	const isKept = context.getMode() === 'retry' && source !== 'retry';
	if (establishedAt === 0 || (triggerNode === undefined && !isKept)) return Date.now() - UNTOLD_MS;
	return Math.max(Date.now() - LONGEST_MS, establishedAt);
}

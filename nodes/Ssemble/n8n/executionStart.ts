import type { IExecuteFunctions } from 'n8n-workflow';

/** How far apart the clocks of an n8n's machines may be, in milliseconds. */
const CLOCKS_APART_MS = 60_000;

/** For how long an execution is kept that can be retried, as far as this node is concerned, in milliseconds. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1_000;

/** The same if n8n does not tell when the execution began. */
const UNTOLD_MS = 24 * 60 * 60 * 1_000;

/**
 * No earlier than this did the execution begin, or the one of which it is a retry: milliseconds since 1970, by
 * n8n's clock. n8n tells from version 2 on; before, it is taken to be a day ago.
 */
export function executionStart(context: IExecuteFunctions): number {
	const { establishedAt = 0, triggerNode, source } = context.getExecutionContext() ?? {};
	const isKept = context.getMode() === 'retry' && source !== 'retry';
	if (establishedAt === 0 || (triggerNode === undefined && !isKept)) return Date.now() - UNTOLD_MS;
	return Math.max(Date.now() - LONGEST_MS, establishedAt - CLOCKS_APART_MS);
}

import type { IExecuteFunctions } from 'n8n-workflow';
import { toldStart } from '../n8n/execution';

/** How many requests this process remembers. */
const MOST_CLAIMS = 10_000;

/** Whose each request is, by its id, as far as executions of this process have submitted or adopted it. */
export const CLAIMED = new Map<string, string>();

/** Who calls requests its own: an execution together with its retries. */
export interface Owner {
	name: string;
	/** Whether what an earlier execution of the same name has claimed is its own, too. */
	isRetry: boolean;
}

/**
 * The owner of what an execution submits: executions that began at the same moment are retries of one another. Where
 * n8n does not tell when that was, any of the same workflow may be.
 */
export function ownerOf(context: IExecuteFunctions): Owner {
	const { id = '' } = context.getWorkflow();
	return { name: `${id} ${toldStart(context) ?? ''}`, isRetry: context.getMode() === 'retry' };
}

/**
 * Makes a request somebody's own, so that no other execution takes it for the answer that it lost. Returns whether it
 * was free, or is the owner's already.
 */
export function claimRequest(requestId: string, { name, isRetry }: Owner): boolean {
	const claimedBy = CLAIMED.get(requestId);
	if (claimedBy !== undefined) return isRetry && claimedBy === name;
	CLAIMED.set(requestId, name);
	const [oldest] = CLAIMED.keys();
	if (CLAIMED.size > MOST_CLAIMS && oldest !== undefined) CLAIMED.delete(oldest);
	return true;
}

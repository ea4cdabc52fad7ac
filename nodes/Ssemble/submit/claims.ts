import type { IExecuteFunctions } from 'n8n-workflow';
import { toldStart } from '../n8n/execution';

/** How many requests this process remembers. */
const MOST_CLAIMS = 10_000;

/** Whose each request is, by its id, as far as executions of this process have submitted or adopted it. */
export const CLAIMED = new Map<string, Owner>();

/** Who calls requests its own: an execution together with its retries. */
export interface Owner {
	workflowId: string;
	/** When the first of them began; undefined if n8n does not tell. */
	beganAt?: number;
	/** Whether what an earlier one has claimed is its own, too. */
	isRetry: boolean;
}

/** The owner of what an execution submits. */
export function ownerOf(context: IExecuteFunctions): Owner {
	const { id = '' } = context.getWorkflow();
	return { workflowId: id, beganAt: toldStart(context), isRetry: context.getMode() === 'retry' };
}

/**
 * Makes a request somebody's own, so that no other execution takes it for the answer that it lost. Returns whether it
 * was free, or is the owner's already.
 */
export function claimRequest(requestId: string, owner: Owner): boolean {
	const claimedBy = CLAIMED.get(requestId);
	if (claimedBy) return owner.isRetry && mayBeSame(claimedBy, owner);
	CLAIMED.set(requestId, owner);
	const [oldest] = CLAIMED.keys();
	if (CLAIMED.size > MOST_CLAIMS && oldest !== undefined) CLAIMED.delete(oldest);
	return true;
}

/** Executions that began at the same moment are retries of one another; of others it cannot be told. */
function mayBeSame(a: Owner, b: Owner): boolean {
	const isToldOfBoth = a.beganAt !== undefined && b.beganAt !== undefined;
	return a.workflowId === b.workflowId && (!isToldOfBoth || a.beganAt === b.beganAt);
}

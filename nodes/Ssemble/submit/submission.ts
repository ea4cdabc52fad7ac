import type { NodeError } from '../n8n/items';
import type { CreatedShorts, CreateShortsBody } from '../api/types';

/** One create request to send, and the input item that asks for it. */
export interface Submission {
	itemIndex: number;
	body: CreateShortsBody;
}

/** One that went out. */
export interface Sent extends Submission {
	/** When it was first sent: milliseconds since 1970, by this machine's clock. */
	sentAt: number;
	/** The execution that sent it: this one, or the one of which it is a retry. */
	executionId: string;
}

export interface Taken extends Sent {
	kind: 'taken';
	created: CreatedShorts;
}

export interface NotTaken extends Submission {
	kind: 'notTaken';
	/** Whether it could not be found out: Ssemble may have taken it after all. */
	mayBeTaken?: boolean;
	error: NodeError;
}

/** Sent, but nobody knows yet whether Ssemble took it. */
export interface Unclear extends Sent {
	kind: 'unclear';
	/** Whether Ssemble refused it when it was sent once more. */
	wasRefused?: boolean;
	error: NodeError;
}

/** What became of a submission as far as is known. */
export type Result = NotTaken | Taken | Unclear;

/** What became of a submission: the request that Ssemble made of it, or why there is none. */
export type Submitted = Taken | NotTaken;

/** Whether it is not known yet what became of a submission. */
export function isUnclear(result: Result): result is Unclear {
	return result.kind === 'unclear';
}

/** What went out. */
export function sentOf({ itemIndex, body, sentAt, executionId }: Sent): Sent {
	return { itemIndex, body, sentAt, executionId };
}

/** The ids of the requests that Ssemble took. */
export function idsOf(results: Result[]): string[] {
	return results.flatMap((result) => (result.kind === 'taken' ? [result.created.requestId] : []));
}

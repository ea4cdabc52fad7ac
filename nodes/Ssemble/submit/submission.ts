import type { NodeError } from '../n8n/items';
import type { RefusedInput } from '../n8n/readEach';
import type { CreatedShorts, CreateShortsBody } from '../api/types';

/** One create request to send, and the input item that asks for it. */
export interface Submission {
	itemIndex: number;
	body: CreateShortsBody;
	/** Whether an earlier part of the same video was accepted, so that only its end can be what Ssemble refuses. */
	mayBePastEnd?: boolean;
}

/** One that went out. */
export interface Sent extends Submission {
	/** When it was first sent: milliseconds since 1970, by this machine's clock. */
	sentAt: number;
	/** The execution that sent it: this one, or the one of which it is a retry. */
	executionId: string;
	/** Whether it was sent more than once. */
	isRepeated?: boolean;
}

/** Ssemble accepted it: it costs a credit. */
export interface Taken extends Sent {
	kind: 'taken';
	created: CreatedShorts;
}

/** It asks for a part of the video behind its end. */
export interface PastEnd {
	kind: 'pastEnd';
	itemIndex: number;
}

/** Sent, but nobody knows whether Ssemble accepted it. */
export interface Unknown extends Sent {
	kind: 'unknown';
	/** Whether Ssemble refused it when it was sent once more. */
	wasRefused?: boolean;
	/** Whether nothing more can be found out; the error says what to do. */
	isFinal?: boolean;
	error: NodeError;
}

/** What became of a submission. A refused one costs nothing: Ssemble did not accept it, or it was never sent. */
export type Result = PastEnd | RefusedInput | Taken | Unknown;

/** What went out. */
export function sentOf({ itemIndex, body, sentAt, executionId, isRepeated }: Sent): Sent {
	return { itemIndex, body, sentAt, executionId, isRepeated };
}

/** The ids of the requests that Ssemble accepted. */
export function idsOf(results: Result[]): string[] {
	return results.flatMap((result) => (result.kind === 'taken' ? [result.created.requestId] : []));
}

/** Whether it ends a run that is to stop. */
export function isFailed({ kind }: Result): boolean {
	return kind === 'refused' || kind === 'unknown';
}

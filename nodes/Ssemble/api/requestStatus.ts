import type { RequestStatus } from './types';

const FINISHED: unknown[] = ['completed', 'failed', 'cancelled'] satisfies RequestStatus[];

const KNOWN: unknown[] = ['queued', 'processing', ...FINISHED];

/** Whether a status is a word that the API documents. */
export function isKnown(status: RequestStatus): boolean {
	return KNOWN.includes(status);
}

/** Whether nothing will happen to a request any more. */
export function isFinished(status: RequestStatus | undefined): boolean {
	return FINISHED.includes(status);
}

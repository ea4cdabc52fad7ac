import type { RequestStatus } from './types';

const FINISHED: unknown[] = ['completed', 'failed', 'cancelled'] satisfies RequestStatus[];

/** Whether nothing will happen to a request any more. */
export function isFinished(status: RequestStatus | undefined): boolean {
	return FINISHED.includes(status);
}

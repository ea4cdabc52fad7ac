import { sleep } from 'n8n-workflow';

/** What is left of a task that took too long. */
export const TOO_LATE: unique symbol = Symbol('too late');

/**
 * Waits for a task, but not for ever. One that takes too long goes on by itself, and what it yields is ignored.
 *
 * @param milliseconds how long at most
 * @returns TOO_LATE if it took longer
 * @throws what the task throws
 */
export async function withDeadline<Result>(
	task: Promise<Result>,
	milliseconds: number,
): Promise<Result | typeof TOO_LATE> {
	const ended = new AbortController();
	const tooLate = (): typeof TOO_LATE => TOO_LATE;
	const deadline = sleep(milliseconds, ended.signal).then(tooLate, tooLate);
	try {
		return await Promise.race([task, deadline]);
	} finally {
		ended.abort();
		// Nobody waits for it any more.
		task.catch(() => undefined);
	}
}

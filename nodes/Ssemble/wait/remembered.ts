import type { ShortsRequest } from '../api/types';
import { requestsOf, type Batch } from './batch';
import { Progress } from './progress';

/**
 * What this process remembers of the batches for which executions sleep. It spares calls, and holds what
 * Ssemble itself has sent for when the API cannot be read. That everything is delivered, and once, does not
 * depend on it: n8n may be restarted, and another process may take the next callback.
 */
export class Remembered {
	readonly progress: Progress;

	/** Finished requests as their events tell them, by id; only of events that Ssemble alone can have sent. */
	readonly told = new Map<string, ShortsRequest>();

	/** When trying to read the API was last given up. Milliseconds since 1970. */
	unreadableAt = 0;

	/** When the execution was woken up. Milliseconds since 1970. */
	wokenAt = 0;

	/** The end of the queue of callbacks. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		batch: Batch,
		/** When none of it is needed any more. Milliseconds since 1970. */
		public forgetAt: number,
	) {
		this.progress = new Progress(batch);
	}

	/** Notes that the execution is woken up. */
	woken(): void {
		this.wokenAt = Date.now();
		this.forgetAt = Math.min(this.forgetAt, this.wokenAt + KEEP_AFTER_WAKING_MS);
	}

	/** Runs a task when all earlier ones of this batch are done, so that two callbacks at once cost the calls of one. */
	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const result = this.last.then(task, task);
		this.last = result.catch(() => undefined);
		return await result;
	}
}

/**
 * How long a batch is remembered once its execution is woken up, in milliseconds: callbacks that n8n still
 * lets through must not cost calls again. Not longer, for transcripts take memory.
 */
const KEEP_AFTER_WAKING_MS = 60_000;

/** How long after its limit a batch is remembered, in milliseconds: n8n wakes executions once a minute. */
const KEEP_AFTER_LIMIT_MS = 5 * 60_000;

/** By the id of the batch's first request. */
const remembered = new Map<string, Remembered>();

/** What is remembered of a batch; nothing yet, if this process hears of it for the first time. */
export function remember(batch: Batch): Remembered {
	for (const [key, { forgetAt }] of remembered) {
		if (forgetAt < Date.now()) remembered.delete(key);
	}
	const key = requestsOf(batch)[0]?.requestId ?? '';
	const known = remembered.get(key) ?? new Remembered(batch, batch.limitAt + KEEP_AFTER_LIMIT_MS);
	remembered.set(key, known);
	return known;
}

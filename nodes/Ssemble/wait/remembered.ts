import type { ShortsRequest } from '../api/types';
import { requestsOf, type Batch } from './batch';
import { Progress } from './progress';

/** How long after its limit a batch is remembered, in milliseconds: n8n wakes executions once a minute. */
const KEEP_AFTER_LIMIT_MS = 5 * 60_000;

/** How long after it was woken up an execution counts as awake, in milliseconds; less than Ssemble waits before its last attempt. */
const WAKING_UP_MS = 2_000;

/**
 * What this process remembers of the batches for which executions sleep. It spares calls. That everything is
 * delivered, and once, does not depend on it: n8n may be restarted, and another process may take the next callback.
 */
class Remembered {
	readonly progress: Progress;

	private wokenAt = 0;

	private isAwake = false;

	/** The end of the queue of callbacks. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		batch: Batch,
		/** When none of it is needed any more. Milliseconds since 1970. */
		readonly forgetAt: number,
	) {
		this.progress = new Progress(batch);
	}

	/**
	 * Whether the execution is awake, or was on its way to it at a moment, in milliseconds since 1970. n8n 1 does not
	 * tell: of callbacks that come at once, it would let each wake the execution, and all that follows would run twice.
	 */
	wasAwakeAt(moment: number): boolean {
		return this.isAwake || moment < this.wokenAt + WAKING_UP_MS;
	}

	/** Notes that the execution is woken up. */
	woken(): void {
		this.wokenAt = Date.now();
	}

	/** Hands over what was read, once the execution is awake. */
	takeResults(): ReadonlyMap<string, ShortsRequest> {
		this.isAwake = true;
		const results = new Map(this.progress.results);
		this.progress.results.clear();
		return results;
	}

	/** Runs a task when all earlier ones of this batch are done, so that two callbacks at once cost the calls of one. */
	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const result = this.last.then(task, task);
		this.last = result.catch(() => undefined);
		return await result;
	}
}

/** By the id of the batch's first request. */
const remembered = new Map<string, Remembered>();

function keyOf(batch: Batch): string {
	return requestsOf(batch)[0]?.requestId ?? '';
}

/** What is remembered of a batch; nothing yet, if this process sees it for the first time. */
export function remember(batch: Batch): Remembered {
	for (const [key, { forgetAt }] of remembered) {
		if (forgetAt < Date.now()) remembered.delete(key);
	}
	const key = keyOf(batch);
	const known = remembered.get(key) ?? new Remembered(batch, batch.limitAt + KEEP_AFTER_LIMIT_MS);
	remembered.set(key, known);
	return known;
}

/** Forgets a batch whose execution sleeps again, so that the next callback finds out anew. */
export function forget(batch: Batch): void {
	remembered.delete(keyOf(batch));
}

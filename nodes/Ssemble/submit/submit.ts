import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { endIfCancelled } from './endIfCancelled';
import {
	keepIds,
	keepReceipts,
	readReceipts,
	takeReceipt,
	type Receipt,
	type Receipts,
} from './receipts';
import { sendAll } from './send';
import { isRefused, lookFor, settle, type Settled } from './settleLost';
import { idsOf, isFailed, sentOf, type Result, type Submission, type Unknown } from './submission';

/** Milliseconds before the look at what another retry has submitted, which is in the list by then. */
const LOOK_AFTER_RETRY_MS = 1_000;

/**
 * Submits create requests in one run of the node. A lost answer never leads to a second charge: once nothing is in
 * flight any more, it is looked for in the account. Nor does a retry by n8n: what an earlier try of this run has
 * submitted is not submitted again, nor what another retry has, nor a try whose process died.
 */
export class Submitter {
	/** Of earlier tries and of this one; a submission takes its own out, and puts in what became of it. */
	private readonly receipts: Receipts;

	/** Items of which earlier tries have submitted neither this part nor those behind it, which go out after it. */
	private readonly untouched = new Set<number>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly client: ApiClient,
	) {
		this.receipts = readReceipts(context);
	}

	/**
	 * Submits, up to 10 at once.
	 *
	 * @returns what became of the submissions that were sent, in the order given
	 * @throws NodeOperationError if the execution is cancelled
	 */
	async submit(submissions: Submission[]): Promise<Settled> {
		const earlier = await this.earlierResults(submissions);
		const isStopped = !this.context.continueOnFail() && [...earlier.values()].some(isRefused);
		const fresh = isStopped ? [] : submissions.filter((one) => !earlier.has(one));
		const sent = await sendAll(this.context, this.client, fresh);
		const results = submissions.flatMap((one) => earlier.get(one) ?? sent.get(one) ?? []);
		const settled = await settle(this.context, this.client, results);
		// For another try of this run.
		keepIds(this.context, idsOf(settled.results));
		this.receipts.list.push(...settled.results.flatMap(receiptOf));
		endIfCancelled(this.context, this.receipts.list);
		const isToStop = !this.context.continueOnFail() && settled.results.some(isFailed);
		keepReceipts(this.context, this.receipts, isToStop);
		return settled;
	}

	/** What earlier tries have submitted, by their receipts or, in a retry by n8n, by the account's list of requests. */
	private async earlierResults(submissions: Submission[]): Promise<Map<Submission, Result>> {
		const results = new Map<Submission, Result>();
		const unrecorded = new Map<Unknown, Submission>();
		for (const submission of submissions) {
			const receipt = takeReceipt(this.receipts.list, submission);
			if (receipt) results.set(submission, this.resultOf(submission, receipt));
			else if (this.mayBeSubmitted(submission))
				unrecorded.set(this.unrecorded(submission), submission);
		}
		const lookAfterMs = this.receipts.isIncomplete ? undefined : [LOOK_AFTER_RETRY_MS];
		const found = await lookFor(this.context, this.client, [...unrecorded.keys()], lookAfterMs);
		for (const [unknown, submission] of unrecorded) {
			const result = found.get(unknown);
			if (result) results.set(submission, result);
			else this.untouched.add(submission.itemIndex);
		}
		return results;
	}

	/** Whether another retry, or a try whose process died, may have submitted it. */
	private mayBeSubmitted({ itemIndex }: Submission): boolean {
		return this.context.getMode() === 'retry' && !this.untouched.has(itemIndex);
	}

	private resultOf(submission: Submission, receipt: Receipt): Result {
		const { sentAt, executionId, created } = receipt;
		if (created) return { ...sentOf(receipt), ...submission, kind: 'taken', created };
		const error = this.errorOf(submission, 'An earlier attempt was cut off before its answer came');
		return { ...submission, sentAt, executionId, kind: 'unknown', error };
	}

	private unrecorded(submission: Submission): Unknown {
		const error = this.errorOf(submission, 'An earlier attempt may have submitted it');
		return { ...submission, sentAt: this.receipts.since, executionId: '', kind: 'unknown', error };
	}

	private errorOf({ itemIndex }: Submission, message: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, {
			description: 'To submit it, retry the execution.',
			itemIndex,
		});
	}
}

function receiptOf(result: Result): Receipt[] {
	if (result.kind === 'taken') return [{ ...sentOf(result), created: result.created }];
	return result.kind === 'unknown' ? [sentOf(result)] : [];
}

import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { executionStart } from '../n8n/execution';
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
import { settle, type Settled } from './settleLost';
import { idsOf, isFailed, sentOf, type Result, type Submission } from './submission';

/**
 * Submits create requests in one run of the node. A lost answer never leads to a second charge: once nothing is in
 * flight any more, it is looked for in the account. Nor does a retry by n8n: what an earlier try of this run has
 * submitted is not submitted again, and what nobody can know after a crash counts as submitted with its answer lost.
 */
export class Submitter {
	/** Of earlier tries and of this one; a submission takes its own out, and puts in what became of it. */
	private readonly receipts: Receipts;

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
		const known = new Map(submissions.map((one) => [one, this.earlierResult(one)]));
		const fresh = submissions.filter((one) => !known.get(one));
		const sent = await sendAll(this.context, this.client, fresh);
		const results = submissions.flatMap((one) => known.get(one) ?? sent.get(one) ?? []);
		const settled = await settle(this.context, this.client, results);
		// For another try of this run.
		keepIds(this.context, idsOf(settled.results));
		this.receipts.list.push(...settled.results.flatMap(receiptOf));
		endIfCancelled(this.context, this.receipts.list);
		const isToStop = !this.context.continueOnFail() && settled.results.some(isFailed);
		keepReceipts(this.context, this.receipts, isToStop);
		return settled;
	}

	private earlierResult(submission: Submission): Result | undefined {
		const receipt = takeReceipt(this.receipts.list, submission);
		if (receipt?.created) {
			return { ...sentOf(receipt), ...submission, kind: 'taken', created: receipt.created };
		}
		if (!receipt && !this.receipts.isIncomplete) return undefined;
		const error = new NodeOperationError(
			this.context.getNode(),
			'An earlier attempt may have been cut off before its answer came',
			{ itemIndex: submission.itemIndex },
		);
		const sentAt = receipt?.sentAt ?? executionStart(this.context);
		const executionId = receipt?.executionId ?? '';
		return { ...submission, sentAt, executionId, kind: 'unknown', error };
	}
}

function receiptOf(result: Result): Receipt[] {
	if (result.kind === 'taken') return [{ ...sentOf(result), created: result.created }];
	return result.kind === 'unknown' ? [sentOf(result)] : [];
}

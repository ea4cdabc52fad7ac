import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { executionStart } from '../n8n/executionStart';
import {
	isAfterCrash,
	keepIds,
	keepReceipts,
	readReceipts,
	submittedIds,
	takeReceipt,
	type Receipt,
} from './receipts';
import { sendAll } from './send';
import { settle, type Settled } from './settleLost';
import { idsOf, sentOf, type Result, type Submission } from './submission';

/**
 * Submits create requests in one run of the node. A lost answer never leads to a second charge: once nothing is in
 * flight any more, it is looked for in the account. Nor does a retry by n8n: what an earlier try of this run has
 * submitted is not submitted again, and after a crash everything counts as submitted with its answer lost.
 */
export class Submitter {
	/** Of earlier tries; those that this run has not come to yet. */
	private readonly earlier: Receipt[];

	/** Of this try. */
	private readonly receipts: Receipt[] = [];

	private readonly isResumed: boolean;

	/** @param stopEarly whether to send nothing more once a submission was refused */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly client: ApiClient,
		private readonly stopEarly: boolean,
	) {
		this.isResumed = isAfterCrash(context);
		this.earlier = readReceipts(context);
	}

	/**
	 * Submits, up to 10 at once.
	 *
	 * @returns what became of the submissions that were sent, in the order given
	 */
	async submit(submissions: Submission[]): Promise<Settled> {
		const earlier = new Map(
			submissions.flatMap((submission): Array<[Submission, Result]> => {
				const result = this.earlierResult(submission);
				return result ? [[submission, result]] : [];
			}),
		);
		const fresh = submissions.filter((submission) => !earlier.has(submission));
		const sent = await sendAll(this.context, this.client, fresh, this.stopEarly);
		const results = submissions.flatMap((one) => earlier.get(one) ?? sent.get(one) ?? []);
		const settled = await settle(
			this.context,
			this.client,
			results,
			this.stopEarly,
			submittedIds(this.context),
		);
		this.keep(settled.results);
		return settled;
	}

	private earlierResult(submission: Submission): Result | undefined {
		const receipt = takeReceipt(this.earlier, submission);
		if (receipt?.created) {
			return { ...sentOf(receipt), ...submission, kind: 'taken', created: receipt.created };
		}
		if (!receipt && !this.isResumed) return undefined;
		const error = new NodeOperationError(
			this.context.getNode(),
			'An earlier attempt was cut off before its answer came',
			{ itemIndex: submission.itemIndex },
		);
		const sentAt = receipt?.sentAt ?? executionStart(this.context);
		const executionId = receipt?.executionId ?? '';
		return { ...submission, sentAt, executionId, kind: 'unknown', error };
	}

	/** For another try of this run. */
	private keep(results: Result[]): void {
		keepIds(this.context, idsOf(results));
		this.receipts.push(...results.flatMap(receiptOf));
		const isToStop =
			this.stopEarly && results.some(({ kind }) => kind === 'refused' || kind === 'unknown');
		keepReceipts(this.context, [...this.earlier, ...this.receipts], isToStop);
	}
}

function receiptOf(result: Result): Receipt[] {
	switch (result.kind) {
		case 'taken':
			return [{ ...sentOf(result), created: result.created }];
		case 'unknown':
			return [sentOf(result)];
		default:
			return [];
	}
}

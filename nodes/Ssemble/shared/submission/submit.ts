import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../client';
import {
	keepIds,
	keepReceipts,
	readReceipts,
	submittedIds,
	takeReceipt,
	type Receipt,
} from './receipts';
import { recordBegun, recordTaken } from './record';
import { idsOf, isUnclear, sentOf, type Result, type Submission, type Submitted } from './results';
import { sendAll } from './send';
import { giveUp, settle } from './settle';

/**
 * Submits create requests, up to 10 at once. A lost answer never leads to a second charge: once nothing is
 * in flight any more, the submissions with an unclear outcome are looked up in the account's list of
 * requests, and those that are not there are repeated. Nor does a retry by n8n: what an earlier try of this
 * run has submitted is not submitted again, even if the process died over it.
 *
 * @param stopEarly whether to send nothing more once a submission was turned down
 * @returns what became of the submissions that were sent, in the order given
 */
export async function submitAll(
	context: IExecuteFunctions,
	client: ApiClient,
	submissions: Submission[],
	stopEarly: boolean,
): Promise<Submitted[]> {
	const begun = await recordBegun(context, submissions);
	const receipts = readReceipts(context) ?? begun;
	const earlier = new Map<Submission, Result>();
	for (const submission of submissions) {
		const receipt = takeReceipt(receipts, submission);
		if (receipt) earlier.set(submission, resultOf(context, submission, receipt));
	}

	const sent = await sendAll(context, client, submissions, stopEarly, earlier);
	const known = submittedIds(context);
	const settled = await settle(context, client, sent.filter(wasSent), stopEarly, known);
	const { results, trouble } = settled;
	keepIds(context, idsOf(results));
	await recordTaken(context, idsOf(results));
	const isToStop = stopEarly && results.some(({ kind }) => kind !== 'taken');
	keepReceipts(context, [...receipts, ...results.flatMap(receiptOf)], isToStop);
	return results.map((result) => (isUnclear(result) ? giveUp(context, result, trouble) : result));
}

function resultOf(context: IExecuteFunctions, submission: Submission, receipt: Receipt): Result {
	const sent = { ...sentOf(receipt), ...submission };
	if (receipt.created) return { ...sent, kind: 'taken', created: receipt.created };
	const error = new NodeOperationError(
		context.getNode(),
		'The answer to an earlier attempt got lost',
		{ itemIndex: submission.itemIndex },
	);
	return { ...sent, kind: 'unclear', error };
}

function receiptOf(result: Result): Receipt[] {
	if (result.kind === 'notTaken') return [];
	return [{ ...sentOf(result), ...(isUnclear(result) ? {} : { created: result.created }) }];
}

function wasSent(result: Result | undefined): result is Result {
	return result !== undefined;
}

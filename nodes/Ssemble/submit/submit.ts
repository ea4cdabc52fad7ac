import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { findBegun } from './findBegun';
import {
	keepIds,
	keepReceipts,
	readReceipts,
	submittedIds,
	takeReceipt,
	type Receipt,
} from './receipts';
import { beganAt, SubmissionRecord } from './record';
import {
	idsOf,
	isUnclear,
	sentOf,
	type Result,
	type Submission,
	type Submitted,
} from './submission';
import { sendAll } from './send';
import { giveUp, settle } from './settleLost';

/** How far back the requests of an execution are looked for whose process died, in milliseconds. */
const FURTHEST_BACK_MS = 7 * 24 * 60 * 60 * 1_000;

/** How far apart the clocks of an n8n's machines may be, in milliseconds. */
const CLOCKS_APART_MS = 60_000;

/**
 * Submits create requests, up to 10 at once. A lost answer never leads to a second charge: once nothing is
 * in flight any more, the submissions with an unclear outcome are looked up in the account's list of
 * requests, and those that are not there are repeated. Nor does a retry by n8n: what an earlier try of this
 * run has submitted is not submitted again, even if the process died over it.
 *
 * @param stopEarly whether to send nothing more once a submission was turned down
 * @returns what became of the submissions that were sent, in the order given
 * @throws NodeOperationError if a retry cannot find out what was submitted before
 */
export async function submitAll(
	context: IExecuteFunctions,
	client: ApiClient,
	submissions: Submission[],
	stopEarly: boolean,
): Promise<Submitted[]> {
	const record = new SubmissionRecord(context, submissions);
	const begun = await record.begin(submissions);
	const receipts = readReceipts(context);
	const earlier = new Map<Submission, Result>();
	for (const submission of submissions) {
		const receipt = takeReceipt(receipts, submission);
		if (receipt) earlier.set(submission, resultOf(context, submission, receipt));
	}
	const { others, trouble } = await resume(context, client, record, begun, earlier);

	const results = await sendAll(context, client, submissions, stopEarly, record, earlier);
	const sent = results.filter(wasSent);
	const settled =
		trouble === undefined
			? await settle(context, client, sent, stopEarly, others)
			: { results: sent, trouble };
	keep(context, receipts, settled.results, stopEarly);
	const submitted = settled.results.map((result) =>
		isUnclear(result) ? giveUp(context, result, settled.trouble) : result,
	);
	await record.end(submissions, submitted);
	return submitted;
}

/**
 * Adds to the results of earlier tries those of submissions that were begun before the process died.
 *
 * @returns the ids of requests that belong to none of them, and why the list of requests could not be read, if
 *   it could not
 */
async function resume(
	context: IExecuteFunctions,
	client: ApiClient,
	record: SubmissionRecord,
	begun: Submission[],
	earlier: Map<Submission, Result>,
): Promise<{ others: Set<string>; trouble?: string }> {
	const known = submittedIds(context);
	const lost = begun.filter((submission) => earlier.get(submission)?.kind !== 'taken');
	const sentAt = Math.max(Date.now() - FURTHEST_BACK_MS, beganAt(context) - CLOCKS_APART_MS);
	const since = client.earliestDate(sentAt);
	const { found, recorded, trouble } = await findBegun(client, record, lost, known, since);
	for (const submission of lost) {
		const created = found.get(submission);
		if (!created && earlier.has(submission)) continue;
		const receipt = { ...submission, sentAt, executionId: '', created };
		earlier.set(submission, resultOf(context, submission, receipt));
	}
	const others = new Set([...known, ...recorded]);
	return trouble === undefined
		? { others }
		: { others, trouble: asNodeError(context, trouble).message };
}

function resultOf(context: IExecuteFunctions, submission: Submission, receipt: Receipt): Result {
	const sent = { ...sentOf(receipt), ...submission };
	if (receipt.created) return { ...sent, kind: 'taken', created: receipt.created };
	const error = new NodeOperationError(
		context.getNode(),
		'An earlier attempt was cut off before its answer came',
		{ itemIndex: submission.itemIndex },
	);
	return { ...sent, kind: 'unclear', error };
}

/** Keeps the receipts for another try of this run. */
function keep(
	context: IExecuteFunctions,
	receipts: Receipt[],
	results: Result[],
	stopEarly: boolean,
): void {
	keepIds(context, idsOf(results));
	const isToStop = stopEarly && results.some(({ kind }) => kind !== 'taken');
	keepReceipts(context, [...receipts, ...results.flatMap(receiptOf)], isToStop);
}

function receiptOf(result: Result): Receipt[] {
	if (result.kind === 'notTaken') return [];
	return [{ ...sentOf(result), ...(isUnclear(result) ? {} : { created: result.created }) }];
}

function wasSent(result: Result | undefined): result is Result {
	return result !== undefined;
}

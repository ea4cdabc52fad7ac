import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { ownerOf } from './claims';
import { findTaken } from './findTaken';
import { partOf, submittedIds } from './receipts';
import { sendAll } from './send';
import { idsOf, isFailed, sentOf, type Result, type Taken, type Unknown } from './submission';

/** How often a submission is sent at most, counting the first time. */
const MOST_ATTEMPTS = 3;

/** Milliseconds before the last look, at what turns up after a submission was sent once more. */
const LAST_LOOK_MS = [3_000];

/** What became of submissions, and what the user should know about it. */
export interface Settled {
	results: Result[];
	hints: string[];
}

/**
 * Clears up what became of submissions whose answers got lost: those that Ssemble accepted are found in the account's
 * list of requests, the others are sent once more, a bounded number of times.
 *
 * @returns results that are unknown only if they could not be cleared up; their errors say what to do
 */
export async function settle(
	context: IExecuteFunctions,
	client: ApiClient,
	sent: Result[],
): Promise<Settled> {
	let results = sent;
	for (let attempts = 1; results.some(isOpenToLooks); attempts++) {
		results = await adoptTaken(context, client, results);
		const isStopped = !context.continueOnFail() && results.some(isRefused);
		if (isStopped || attempts === MOST_ATTEMPTS || !results.some(isOpen)) break;
		results = await repeat(context, client, results);
	}
	return {
		results: results.map((one) => (isOpenToLooks(one) ? notTaken(one) : one)),
		hints: await findTakenTwice(context, client, results),
	};
}

/**
 * Turns those unknown results that Ssemble did accept into what it made of them. Those of which that cannot be told are
 * not open any more.
 */
async function adoptTaken(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
): Promise<Result[]> {
	const others = new Set([...submittedIds(context), ...idsOf(results)]);
	const open = results.filter(isOpenToLooks);
	const { found, doubts, trouble } = await findTaken(client, open, others, ownerOf(context));
	const unread = trouble === undefined ? undefined : asNodeError(context, trouble).message;
	return results.map((result): Result => {
		if (!isOpenToLooks(result)) return result;
		const created = found.get(result);
		if (created) return { ...sentOf(result), kind: 'taken', created };
		const doubt = doubts.get(result) ?? unread;
		return doubt === undefined ? result : unsettled(context, result, doubt);
	});
}

async function repeat(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
): Promise<Result[]> {
	const repeated = await sendAll(context, client, results.filter(isOpen));
	return results.map((result) => {
		const again = isOpen(result) ? repeated.get(result) : undefined;
		if (!isOpen(result) || !again || again.kind === 'pastEnd') return again ?? result;
		const first = { ...sentOf(result), isRepeated: true };
		// Ssemble notifies the execution that sent it last.
		if (again.kind === 'taken') return { ...again, sentAt: first.sentAt, isRepeated: true };
		// The first attempt may still turn up in the list, even if Ssemble refuses another one.
		const wasRefused = again.kind === 'refused';
		return { ...first, kind: 'unknown', error: again.error, wasRefused };
	});
}

/** What Ssemble accepted at the first attempt after all, although it did not show before the second. */
async function findTakenTwice(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
): Promise<string[]> {
	const repeated = results.filter(
		(one): one is Taken => one.kind === 'taken' && one.isRepeated === true,
	);
	if (repeated.length === 0) return [];
	const others = new Set([...submittedIds(context), ...idsOf(results)]);
	const { found } = await findTaken(client, repeated, others, ownerOf(context), LAST_LOOK_MS);
	return [...found].map(
		([{ itemIndex, created }, { requestId }]) =>
			`Ssemble accepted item ${itemIndex} twice, because its first answer got lost: as request ${created.requestId}, with which this node continues, and as request ${requestId}. Each costs a credit. If you do not want the second one, ask support@ssemble.com.`,
	);
}

/** Whether the list of requests may still tell what became of it. */
function isOpenToLooks(result: Result): result is Unknown {
	return result.kind === 'unknown' && result.isFinal !== true;
}

/** Whether it may be sent once more. */
function isOpen(result: Result): result is Unknown {
	return isOpenToLooks(result) && result.wasRefused !== true;
}

/** Whether it keeps a node that is to stop from sending more. */
function isRefused(result: Result): boolean {
	return isFailed(result) && !isOpen(result);
}

function notTaken({ itemIndex, error }: Unknown): Result {
	error.description =
		`Ssemble did not accept this request, and it cost nothing: it is not among your requests. ${error.description ?? ''}`.trim();
	return { kind: 'refused', itemIndex, error };
}

/** @param trouble why the list of requests does not tell */
function unsettled(context: IExecuteFunctions, unknown: Unknown, trouble: string): Unknown {
	const { itemIndex, body, sentAt, error: lost } = unknown;
	const error = new NodeOperationError(
		context.getNode(),
		'It is not known whether Ssemble accepted this request',
		{
			description:
				`Its answer got lost (${lost.message}), and the list of your requests does not settle it (${trouble}). ` +
				`Before you submit it again, look in the Ssemble dashboard, or with the operation Request → Get Many, ` +
				`for a request created after ${new Date(sentAt).toISOString()} for ${partOf(body)}. ` +
				`If it is there, use its ID; submitting again would cost another credit.`,
			itemIndex,
		},
	);
	return { ...unknown, error, isFinal: true };
}

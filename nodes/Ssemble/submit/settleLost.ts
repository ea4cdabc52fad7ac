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
 * Looks in the account's list of requests for what Ssemble made of submissions.
 *
 * @param lookAfterMs milliseconds before each look
 * @returns those that it accepted, and those of which that cannot be told, which are not open any more
 */
export async function lookFor(
	context: IExecuteFunctions,
	client: ApiClient,
	unknown: Unknown[],
	lookAfterMs?: number[],
	others = submittedIds(context),
): Promise<Map<Unknown, Taken | Unknown>> {
	const owner = ownerOf(context);
	const { found, doubts, trouble } = await findTaken(client, unknown, others, owner, lookAfterMs);
	const unread = trouble === undefined ? undefined : asNodeError(context, trouble).message;
	const results = new Map<Unknown, Taken | Unknown>();
	for (const one of unknown) {
		const created = found.get(one);
		const doubt = doubts.get(one) ?? unread;
		if (created) results.set(one, { ...sentOf(one), kind: 'taken', created });
		else if (doubt !== undefined) results.set(one, unsettled(context, one, doubt));
	}
	return results;
}

async function adoptTaken(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
): Promise<Result[]> {
	const others = new Set([...submittedIds(context), ...idsOf(results)]);
	const open = results.filter(isOpenToLooks);
	const found = await lookFor(context, client, open, undefined, others);
	return results.map((result) => (isOpenToLooks(result) ? (found.get(result) ?? result) : result));
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
export function isRefused(result: Result): boolean {
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
				`Its answer is not known (${lost.message}), and the list of your requests does not settle it (${trouble}). ` +
				`Before you submit it again, look in the Ssemble dashboard, or with the operation Request → Get Many, ` +
				`for a request created after ${new Date(sentAt).toISOString()} for ${partOf(body)}. ` +
				`If it is there, use its ID; submitting again would cost another credit.`,
			itemIndex,
		},
	);
	return { ...unknown, error, isFinal: true };
}

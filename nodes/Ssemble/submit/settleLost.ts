import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { withoutFileToken } from '../n8n/signedFile';
import { findTaken } from './findTaken';
import { sendAll } from './send';
import { idsOf, sentOf, type Result, type Taken, type Unknown } from './submission';
import { showTime } from './videoTime';

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
 * @param stopEarly whether to send nothing more once one was refused
 * @param known ids of requests that this execution submitted before
 * @returns results that are unknown only if they could not be cleared up; their errors say what to do
 */
export async function settle(
	context: IExecuteFunctions,
	client: ApiClient,
	sent: Result[],
	stopEarly: boolean,
	known: ReadonlySet<string>,
): Promise<Settled> {
	let results = sent;
	for (let attempts = 1; results.some(isUnknown); attempts++) {
		const looked = await adoptTaken(context, client, results, known);
		results = looked.results;
		if (looked.trouble !== undefined) {
			const { trouble } = looked;
			return {
				results: results.map((one) => (isUnknown(one) ? unsettled(context, one, trouble) : one)),
				hints: [],
			};
		}
		const isStopped = stopEarly && results.some(isRefused);
		if (isStopped || attempts === MOST_ATTEMPTS || !results.some(isOpen)) break;
		results = await repeat(context, client, results, stopEarly);
	}
	return {
		results: results.map((one) => (isUnknown(one) ? notTaken(one) : one)),
		hints: await findTakenTwice(client, results, known),
	};
}

/** Turns those unknown results that Ssemble did accept into what it made of them. */
async function adoptTaken(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
	known: ReadonlySet<string>,
): Promise<{ results: Result[]; trouble?: string }> {
	const others = new Set([...known, ...idsOf(results)]);
	const { found, trouble } = await findTaken(client, results.filter(isUnknown), others);
	const adopted = results.map((result): Result => {
		const created = isUnknown(result) ? found.get(result) : undefined;
		return isUnknown(result) && created ? { ...sentOf(result), kind: 'taken', created } : result;
	});
	if (trouble === undefined || !adopted.some(isUnknown)) return { results: adopted };
	return { results: adopted, trouble: asNodeError(context, trouble).message };
}

async function repeat(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
	stopEarly: boolean,
): Promise<Result[]> {
	const repeated = await sendAll(context, client, results.filter(isOpen), stopEarly);
	return results.map((result) => {
		const again = isOpen(result) ? repeated.get(result) : undefined;
		if (!isOpen(result) || !again || again.kind === 'pastEnd') return again ?? result;
		const first = { ...sentOf(result), isRepeated: true };
		if (again.kind === 'taken') return { ...again, ...first };
		// The first attempt may still turn up in the list, even if Ssemble refuses another one.
		const wasRefused = again.kind === 'refused';
		return { ...first, kind: 'unknown', error: again.error, wasRefused };
	});
}

/** What Ssemble accepted at the first attempt after all, although it did not show before the second. */
async function findTakenTwice(
	client: ApiClient,
	results: Result[],
	known: ReadonlySet<string>,
): Promise<string[]> {
	const repeated = results.filter(
		(one): one is Taken => one.kind === 'taken' && one.isRepeated === true,
	);
	if (repeated.length === 0) return [];
	const others = new Set([...known, ...idsOf(results)]);
	const { found } = await findTaken(client, repeated, others, LAST_LOOK_MS);
	return [...found].map(
		([{ itemIndex, created }, { requestId }]) =>
			`Ssemble accepted item ${itemIndex} twice, because its first answer got lost: as request ${created.requestId}, which this node goes on with, and as request ${requestId}. Each costs a credit. If you do not want the second one, ask support@ssemble.com.`,
	);
}

function isUnknown(result: Result): result is Unknown {
	return result.kind === 'unknown';
}

/** Whether it may be sent once more. */
function isOpen(result: Result): result is Unknown {
	return isUnknown(result) && result.wasRefused !== true;
}

function isRefused(result: Result): boolean {
	return result.kind === 'refused' || (isUnknown(result) && result.wasRefused === true);
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
				`Its answer got lost (${lost.message}), and the list of your requests does not tell (${trouble}). ` +
				`Before you submit it again, look in the Ssemble dashboard, or with the operation Request → Get Many, ` +
				`for a request created after ${new Date(sentAt).toISOString()} for ${withoutFileToken(body.url ?? body.fileUrl ?? '')} ` +
				`from ${showTime(body.start)} to ${showTime(body.end)}. If it is there, use its ID; submitting again would cost another credit.`,
			itemIndex,
		},
	);
	return { ...unknown, error };
}

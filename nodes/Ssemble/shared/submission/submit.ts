import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient, Outcome } from '../client';
import { asNodeError, CALLS_AT_ONCE, type NodeError } from '../items';
import { isJsonObject, isSsembleId } from '../json';
import { inParallel } from '../parallel';
import type { CreatedShorts, CreateShortsBody } from '../types';
import { findTaken } from './findTaken';

/** How often a submission is sent at most, counting the first time. */
const MOST_ATTEMPTS = 3;

/** One create request to send, and the input item that asks for it. */
export interface Submission {
	itemIndex: number;
	body: CreateShortsBody;
}

interface Taken extends Submission {
	kind: 'taken';
	created: CreatedShorts;
}

interface NotTaken extends Submission {
	kind: 'notTaken';
	error: NodeError;
}

/** Sent, but nobody knows yet whether Ssemble took it. */
interface Unclear extends Submission {
	kind: 'unclear';
	/** Milliseconds since 1970, by this machine's clock. */
	sentAt: number;
	error: NodeError;
}

type Result = NotTaken | Taken | Unclear;

/** What became of a submission: the request that Ssemble made of it, or why there is none. */
export type Submitted = Taken | NotTaken;

/**
 * Submits create requests, up to 10 at once. A lost answer never leads to a second charge: once nothing is
 * in flight any more, the submissions with an unclear outcome are looked up in the account's list of
 * requests, and those that are not there are repeated.
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
	let results = (await sendAll(context, client, submissions, stopEarly)).filter(wasSent);
	for (let attempts = 1; results.some(isUnclear); attempts++) {
		results = await adoptTaken(context, client, results);
		const isStopped = stopEarly && results.some(({ kind }) => kind === 'notTaken');
		if (isStopped || attempts === MOST_ATTEMPTS) break;
		results = await repeatUnclear(context, client, results, stopEarly);
	}
	return results.map((result) => (isUnclear(result) ? giveUp(result) : result));
}

/** @returns for each submission what became of it, or undefined if it was not sent */
async function sendAll(
	context: IExecuteFunctions,
	client: ApiClient,
	submissions: Submission[],
	stopEarly: boolean,
): Promise<Array<Result | undefined>> {
	let stopped = false;
	return await inParallel(submissions, CALLS_AT_ONCE, async (submission) => {
		if (stopped) return undefined;
		const result = await send(context, client, submission);
		stopped ||= stopEarly && result.kind === 'notTaken';
		return result;
	});
}

/** Turns those unclear results that Ssemble did take into what it made of them. */
async function adoptTaken(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
): Promise<Result[]> {
	const known = new Set(
		results.flatMap((result) => (result.kind === 'taken' ? [result.created.requestId] : [])),
	);
	try {
		const found = await findTaken(client, results.filter(isUnclear), known);
		return results.map((result) => {
			const created = isUnclear(result) ? found.get(result) : undefined;
			if (!created) return result;
			const { itemIndex, body } = result;
			return { kind: 'taken', itemIndex, body, created };
		});
	} catch (caught) {
		const { message } = asNodeError(context, caught, 0);
		return results.map((result) =>
			isUnclear(result) ? unsettled(context, result, message) : result,
		);
	}
}

async function repeatUnclear(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
	stopEarly: boolean,
): Promise<Result[]> {
	const unclear = results.filter(isUnclear);
	const repeated = await sendAll(context, client, unclear, stopEarly);
	return results.map((result) => {
		if (!isUnclear(result)) return result;
		const again = repeated[unclear.indexOf(result)] ?? result;
		// The first attempt may still turn up in the list.
		return isUnclear(again) ? { ...again, sentAt: result.sentAt } : again;
	});
}

function wasSent(result: Result | undefined): result is Result {
	return result !== undefined;
}

function isUnclear(result: Result): result is Unclear {
	return result.kind === 'unclear';
}

function giveUp({ itemIndex, body, error }: Unclear): NotTaken {
	error.description =
		`Ssemble did not take this request, and it cost nothing: it is not among your requests. ${error.description ?? ''}`.trim();
	return { kind: 'notTaken', itemIndex, body, error };
}

async function send(
	context: IExecuteFunctions,
	client: ApiClient,
	{ itemIndex, body }: Submission,
): Promise<Result> {
	const sentAt = Date.now();
	try {
		const outcome = await client.attempt({
			method: 'POST',
			path: '/shorts/create',
			body,
			itemIndex,
		});
		if (outcome.kind === 'refused' || outcome.kind === 'unreached') {
			return { kind: 'notTaken', itemIndex, body, error: outcome.error };
		}
		const created = createdOf(outcome);
		if (created) return { kind: 'taken', itemIndex, body, created };
		const error =
			outcome.kind === 'unclear' ? outcome.error : client.errorOf(outcome.response, itemIndex);
		return { kind: 'unclear', itemIndex, body, sentAt, error };
	} catch (caught) {
		return { kind: 'notTaken', itemIndex, body, error: asNodeError(context, caught, itemIndex) };
	}
}

function createdOf(outcome: Outcome): CreatedShorts | undefined {
	if (outcome.kind !== 'done' || !isJsonObject(outcome.response.body)) return undefined;
	const { data } = outcome.response.body;
	return isJsonObject(data) && isSsembleId(data.requestId) ? (data as CreatedShorts) : undefined;
}

function unsettled(
	context: IExecuteFunctions,
	{ itemIndex, body, sentAt, error: lost }: Unclear,
	reason: string,
): NotTaken {
	const error = new NodeOperationError(
		context.getNode(),
		'It is not known whether Ssemble took this request',
		{
			description:
				`The answer to it got lost (${lost.message}), and the list of your requests could not be read (${reason}). ` +
				`Before you submit it again, look in the Ssemble dashboard, or with the operation Request → Get Many, ` +
				`for a request created after ${new Date(sentAt).toISOString()} for ${body.url ?? body.fileUrl ?? ''} ` +
				`from ${body.start} s to ${body.end} s. If it is there, use its ID; submitting again would cost another credit.`,
			itemIndex,
		},
	);
	return { kind: 'notTaken', itemIndex, body, error };
}

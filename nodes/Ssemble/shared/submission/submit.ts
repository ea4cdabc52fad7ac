import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient, Outcome } from '../client';
import { asNodeError, type NodeError } from '../items';
import { isJsonObject, isSsembleId } from '../json';
import { inParallel } from '../parallel';
import type { CreatedShorts, CreateShortsBody } from '../types';
import { findTaken } from './findTaken';

/** Submissions in flight at once. */
const IN_FLIGHT = 10;

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

/** What became of a submission: the request that Ssemble made of it, or why there is none. */
export type Submitted = Taken | NotTaken;

/**
 * Submits create requests, up to 10 at once. A lost answer never leads to a second charge: once nothing is
 * in flight any more, each submission with an unclear outcome is looked up in the account's list of
 * requests, and repeated only if it is not there.
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
	let stopped = false;
	const sent = await inParallel(submissions, IN_FLIGHT, async (submission) => {
		if (stopped) return [];
		const result = await send(context, client, submission);
		stopped ||= stopEarly && result.kind === 'notTaken';
		return [result];
	});
	return await settleAll(context, client, sent.flat(), stopped);
}

async function settleAll(
	context: IExecuteFunctions,
	client: ApiClient,
	sent: Array<Submitted | Unclear>,
	stopped: boolean,
): Promise<Submitted[]> {
	const known = new Set(sent.flatMap((result) => idOf(result)));
	const unclear = sent.filter((result) => result.kind === 'unclear');
	const settled: Submitted[] = [];
	for (const result of sent) {
		settled.push(
			result.kind === 'unclear'
				? await settle(context, client, result, unclear, known, stopped ? 1 : MOST_ATTEMPTS)
				: result,
		);
		for (const id of idOf(settled.at(-1))) known.add(id);
	}
	return settled;
}

function idOf(result: Submitted | Unclear | undefined): string[] {
	return result?.kind === 'taken' ? [result.created.requestId] : [];
}

async function settle(
	context: IExecuteFunctions,
	client: ApiClient,
	first: Unclear,
	others: Unclear[],
	known: ReadonlySet<string>,
	mostAttempts: number,
): Promise<Submitted> {
	const { itemIndex, body } = first;
	try {
		for (let attempts = 1; ; attempts++) {
			const created = await findTaken(client, first, others, known);
			if (created) return { kind: 'taken', itemIndex, body, created };
			if (attempts === mostAttempts) return { ...first, kind: 'notTaken' };

			const repeated = await send(context, client, first);
			if (repeated.kind !== 'unclear') return repeated;
		}
	} catch (caught) {
		const { message } = asNodeError(context, caught, itemIndex);
		return { kind: 'notTaken', itemIndex, body, error: unsettled(context, first, message) };
	}
}

async function send(
	context: IExecuteFunctions,
	client: ApiClient,
	{ itemIndex, body }: Submission,
): Promise<Submitted | Unclear> {
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
	{ itemIndex, body, sentAt, error }: Unclear,
	reason: string,
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether Ssemble took this request',
		{
			description:
				`The answer to it got lost (${error.message}), and the list of your requests could not be read (${reason}). ` +
				`Before you submit it again, look in the Ssemble dashboard, or with the operation Request → Get Many, ` +
				`for a request created after ${new Date(sentAt).toISOString()} for ${body.url ?? body.fileUrl ?? ''} ` +
				`from ${body.start} s to ${body.end} s. If it is there, use its ID; submitting again would cost another credit.`,
			itemIndex,
		},
	);
}

import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { findTaken } from './findTaken';
import { idsOf, isUnclear, sentOf, type NotTaken, type Result, type Unclear } from './submission';
import { sendAll } from './send';

interface Settled {
	results: Result[];
	/** Why the list of requests could not be read, if it could not. */
	trouble?: string;
}

/** How often a submission is sent at most, counting the first time. */
const MOST_ATTEMPTS = 3;

/**
 * Clears up unclear results: those that Ssemble took are found, the others are repeated.
 *
 * @param known ids of requests that this execution submitted before
 * @returns results that are unclear only if they could not be cleared up, and why the list could not be
 *   read, if that is the reason
 */
export async function settle(
	context: IExecuteFunctions,
	client: ApiClient,
	sent: Result[],
	stopEarly: boolean,
	known: ReadonlySet<string>,
): Promise<Settled> {
	let results = sent;
	for (let attempts = 1; results.some(isUnclear); attempts++) {
		const looked = await adoptTaken(context, client, results, known);
		if (looked.trouble !== undefined) return looked;
		results = looked.results;
		const isStopped = stopEarly && results.some(isRefused);
		if (isStopped || attempts === MOST_ATTEMPTS || !results.some(isOpen)) break;
		results = await repeatUnclear(context, client, results, stopEarly);
	}
	return { results };
}

/** Turns those unclear results that Ssemble did take into what it made of them. */
async function adoptTaken(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
	known: ReadonlySet<string>,
): Promise<Settled> {
	const others = new Set([...known, ...idsOf(results)]);
	const { found, trouble } = await findTaken(client, results.filter(isUnclear), others);
	const adopted = results.map((result): Result => {
		const created = isUnclear(result) ? found.get(result) : undefined;
		if (!isUnclear(result) || !created) return result;
		return { ...sentOf(result), kind: 'taken', created };
	});
	if (trouble === undefined) return { results: adopted };
	return { results: adopted, trouble: asNodeError(context, trouble, 0).message };
}

async function repeatUnclear(
	context: IExecuteFunctions,
	client: ApiClient,
	results: Result[],
	stopEarly: boolean,
): Promise<Result[]> {
	const unclear = results.filter(isOpen);
	const repeated = await sendAll(context, client, unclear, stopEarly);
	return results.map((result) => {
		if (!isOpen(result)) return result;
		const again = repeated[unclear.indexOf(result)] ?? result;
		if (again.kind === 'taken') return again;
		// The first attempt may still turn up in the list, even if Ssemble refuses another one.
		const wasRefused = again.kind === 'notTaken';
		return { ...sentOf(result), kind: 'unclear', error: again.error, wasRefused };
	});
}

/** Whether it may be sent once more. */
function isOpen(result: Result): result is Unclear {
	return isUnclear(result) && result.wasRefused !== true;
}

function isRefused(result: Result): boolean {
	return result.kind === 'notTaken' || (isUnclear(result) && result.wasRefused === true);
}

/**
 * What is told of a submission that could not be cleared up.
 *
 * @param trouble why the list of requests could not be read; undefined if it was read, and has no such request
 */
export function giveUp(context: IExecuteFunctions, unclear: Unclear, trouble?: string): NotTaken {
	const { itemIndex, body, error } = unclear;
	if (trouble !== undefined) {
		return {
			kind: 'notTaken',
			mayBeTaken: true,
			itemIndex,
			body,
			error: unsettled(context, unclear, trouble),
		};
	}
	error.description =
		`Ssemble did not take this request, and it cost nothing: it is not among your requests. ${error.description ?? ''}`.trim();
	return { kind: 'notTaken', itemIndex, body, error };
}

function unsettled(
	context: IExecuteFunctions,
	{ itemIndex, body, sentAt, error: lost }: Unclear,
	trouble: string,
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether Ssemble took this request',
		{
			description:
				`The answer to it got lost (${lost.message}), and the list of your requests could not be read (${trouble}). ` +
				`Before you submit it again, look in the Ssemble dashboard, or with the operation Request → Get Many, ` +
				`for a request created after ${new Date(sentAt).toISOString()} for ${body.url ?? body.fileUrl ?? ''} ` +
				`from ${body.start} s to ${body.end} s. If it is there, use its ID; submitting again would cost another credit.`,
			itemIndex,
		},
	);
}

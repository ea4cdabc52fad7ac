import type { IExecuteFunctions } from 'n8n-workflow';
import { asNodeError, type NodeError } from '../n8n/items';
import type { ApiClient } from '../api/client';
import type { CreateShortsBody } from '../api/types';
import { readBodies } from './readBodies';
import { idsOf, type Submission, type Submitted } from './submission';
import { submitAll } from './submit';

/** An input item that could not be submitted, and why. */
export interface Refused {
	itemIndex: number;
	error: NodeError;
}

/**
 * Checks the parameters of all input items, then submits them.
 *
 * @param complete adds to a body what the operation itself decides, and may refuse it
 * @returns and throws as `submitBodies`
 */
export async function submitItems(
	context: IExecuteFunctions,
	client: ApiClient,
	complete: (body: CreateShortsBody, itemIndex: number) => CreateShortsBody,
): Promise<Array<Submitted | Refused>> {
	return await submitBodies(context, client, (itemIndex) =>
		readBodies(context, itemIndex).map((body) => complete(body, itemIndex)),
	);
}

/**
 * Reads what all input items ask for, then submits it, so that a mistake in one of them is found before
 * anything is spent.
 *
 * @param bodiesOf reads the requests of one input item, and may refuse it
 * @returns what became of each submission, and each item that was not submitted, in input order
 * @throws NodeApiError | NodeOperationError if one is refused and the node is to stop; it names the ids
 *   of the requests that were submitted nevertheless
 */
export async function submitBodies(
	context: IExecuteFunctions,
	client: ApiClient,
	bodiesOf: (itemIndex: number) => CreateShortsBody[],
): Promise<Array<Submitted | Refused>> {
	const stopEarly = !context.continueOnFail();
	const refused: Refused[] = [];
	const submissions: Submission[] = [];

	for (const itemIndex of context.getInputData().keys()) {
		try {
			submissions.push(...bodiesOf(itemIndex).map((body) => ({ itemIndex, body })));
		} catch (caught) {
			const error = asNodeError(context, caught, itemIndex);
			if (stopEarly) throw error;
			refused.push({ itemIndex, error });
		}
	}

	const submitted = await submitAll(context, client, submissions, stopEarly);
	if (stopEarly) throwFirstError(submitted);
	return [...submitted, ...refused].sort((a, b) => a.itemIndex - b.itemIndex);
}

function throwFirstError(submitted: Submitted[]): void {
	const refused = submitted.find((result) => result.kind === 'notTaken');
	if (!refused) return;

	const others = submitted.filter((result) => result !== refused);
	refused.error.description = [
		refused.error.description ?? '',
		...takenRemedy(idsOf(others)),
		...doubtRemedy(others.filter((result) => 'mayBeTaken' in result)),
	]
		.join(' ')
		.trim();
	throw refused.error;
}

function takenRemedy(ids: string[]): string[] {
	if (ids.length === 0) return [];
	return [
		`These requests were submitted all the same and are being processed: ${ids.join(', ')}. Read their clips with Get Results; submit only the other items again.`,
	];
}

function doubtRemedy(doubtful: Submitted[]): string[] {
	if (doubtful.length === 0) return [];
	const each = doubtful.map(
		({ itemIndex, body }) =>
			`item ${itemIndex} (${body.url ?? body.fileUrl ?? ''} from ${body.start} s to ${body.end} s)`,
	);
	return [
		`It is not known either whether Ssemble took ${each.join(', ')}. Look for them in the Ssemble dashboard, or with the operation Request → Get Many, before you submit them again.`,
	];
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient, Outcome } from '../api/client';
import { createdFrom } from '../api/read';
import { dataIn } from '../api/response';
import { asNodeError, CALLS_AT_ONCE } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import type { CreatedShorts } from '../api/types';
import type { SubmissionRecord } from './record';
import type { Result, Submission } from './submission';

/**
 * Sends submissions, up to 10 at once, except those whose outcome is known from an earlier try.
 *
 * @param stopEarly whether to send nothing more once a submission was turned down
 * @param record is told of requests as they come, if there are many; it is for the caller to tell it of all
 * @returns for each submission what became of it, or undefined if it was not sent
 */
export async function sendAll(
	context: IExecuteFunctions,
	client: ApiClient,
	submissions: Submission[],
	stopEarly: boolean,
	record?: SubmissionRecord,
	earlier?: ReadonlyMap<Submission, Result>,
): Promise<Array<Result | undefined>> {
	const isLong = submissions.length > CALLS_AT_ONCE;
	let stopped = false;
	return await inParallel(submissions, CALLS_AT_ONCE, async (submission) => {
		const known = earlier?.get(submission);
		if (known || stopped) return known;
		const result = await send(context, client, submission);
		if (isLong && result.kind === 'taken') record?.noteTaken(result);
		stopped ||= stopEarly && result.kind === 'notTaken';
		return result;
	});
}

async function send(
	context: IExecuteFunctions,
	client: ApiClient,
	{ itemIndex, body }: Submission,
): Promise<Result> {
	const sent = { itemIndex, body, sentAt: Date.now(), executionId: context.getExecutionId() };
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
		if (created) return { ...sent, kind: 'taken', created };
		const error =
			outcome.kind === 'unclear' ? outcome.error : client.errorOf(outcome.response, itemIndex);
		return { ...sent, kind: 'unclear', error };
	} catch (caught) {
		return { kind: 'notTaken', itemIndex, body, error: asNodeError(context, caught, itemIndex) };
	}
}

function createdOf(outcome: Outcome): CreatedShorts | undefined {
	const data = outcome.kind === 'done' ? dataIn(outcome.response) : undefined;
	return data && createdFrom(data);
}

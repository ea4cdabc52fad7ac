import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { createdFrom } from '../api/read';
import { dataIn, type ApiCall, type Outcome } from '../api/call';
import { asNodeError, CALLS_AT_ONCE } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import { isCancelled } from '../n8n/pause';
import { claimRequest, ownerOf } from './claims';
import type { Result, Submission } from './submission';

/**
 * Sends submissions, up to 10 at once, and nothing more once the execution is cancelled, or one was refused and the
 * node is to stop.
 *
 * @returns what became of those that were sent
 */
export async function sendAll(
	context: IExecuteFunctions,
	client: ApiClient,
	submissions: Submission[],
): Promise<Map<Submission, Result>> {
	const results = new Map<Submission, Result>();
	let stopped = false;
	await inParallel(submissions, CALLS_AT_ONCE, async (submission) => {
		if (stopped || isCancelled(context)) return;
		const result = await send(context, client, submission);
		results.set(submission, result);
		stopped ||= result.kind === 'refused' && !context.continueOnFail();
	});
	return results;
}

async function send(
	context: IExecuteFunctions,
	client: ApiClient,
	submission: Submission,
): Promise<Result> {
	const { itemIndex, body } = submission;
	const sent = { itemIndex, body, sentAt: Date.now(), executionId: context.getExecutionId() };
	try {
		const call: ApiCall = { method: 'POST', path: '/shorts/create', body, itemIndex };
		const outcome = await client.attempt(call);
		if (outcome.kind === 'refused' || outcome.kind === 'unreached') {
			return isPastEnd(submission, outcome)
				? { kind: 'pastEnd', itemIndex }
				: { kind: 'refused', itemIndex, error: outcome.error };
		}
		const data = dataIn(outcome);
		const created = data && createdFrom(data);
		if (created) {
			claimRequest(created.requestId, ownerOf(context));
			return { ...sent, kind: 'taken', created };
		}
		return { ...sent, kind: 'unknown', error: client.errorOf(outcome, itemIndex) };
	} catch (caught) {
		return { kind: 'refused', itemIndex, error: asNodeError(context, caught, itemIndex) };
	}
}

/** What was accepted for one part of a video can be wrong with a later part only in its range. */
function isPastEnd({ mayBePastEnd }: Submission, outcome: Outcome): boolean {
	return (
		mayBePastEnd === true &&
		outcome.kind === 'refused' &&
		outcome.error.context.code === 'invalid_request'
	);
}

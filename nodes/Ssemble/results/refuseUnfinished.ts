import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isFinished } from '../api/requestStatus';
import type { ShortsRequest } from '../api/types';

/**
 * Refuses a request that Ssemble still works on.
 *
 * @throws NodeOperationError that tells how far it has come
 */
export function refuseUnfinished(
	context: IExecuteFunctions,
	{ _id, status, progress }: ShortsRequest,
	itemIndex: number,
): void {
	if (isFinished(status)) return;
	const done = progress == null ? '' : ` (${progress}% done)`;
	throw new NodeOperationError(
		context.getNode(),
		`The shorts of request ${_id} are not ready yet: it is ${status}${done}`,
		{
			description:
				'Requests take 5 to 30 minutes. Start from a Ssemble Trigger, or use Create and Wait for Completion, to go on as soon as the shorts are ready.',
			itemIndex,
		},
	);
}

/**
 * Refuses a request that is not completed, be it unfinished, failed or cancelled.
 *
 * @throws NodeOperationError that tells how far it has come, or why it ended
 */
export function refuseUncompleted(
	context: IExecuteFunctions,
	request: ShortsRequest,
	itemIndex: number,
): void {
	refuseUnfinished(context, request, itemIndex);
	const { _id, status, failureReason } = request;
	if (status === 'completed') return;
	const why = failureReason ? `: ${failureReason}` : '';
	throw new NodeOperationError(
		context.getNode(),
		`Request ${_id} has no transcript, because it ${status === 'failed' ? 'failed' : 'was cancelled'}${why}`,
		{
			description:
				'Submit the video again with Create. To skip such requests, put an If node before this one that lets through only items whose status is completed.',
			itemIndex,
		},
	);
}

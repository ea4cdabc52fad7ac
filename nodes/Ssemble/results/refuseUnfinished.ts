import type { IExecuteFunctions } from 'n8n-workflow';
import { isFinished } from '../api/requestStatus';
import type { ShortsRequest } from '../api/types';
import { refuser } from '../n8n/parameters';

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
	refuser(context, itemIndex)(
		`The shorts of request ${_id} are not ready yet: it is ${status}${done}`,
		'Requests take 5 to 30 minutes. Start from a Ssemble Trigger, or use Create and Wait for Completion, to continue as soon as the shorts are ready.',
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
	const how = status === 'failed' ? 'failed' : 'was cancelled';
	const why = failureReason ? `: ${failureReason}` : '';
	refuser(context, itemIndex)(
		`Request ${_id} has no transcript, because it ${how}${why}`,
		'Submit the video again with Create. To skip such requests, put an If node before this one that lets through only items whose status is completed.',
	);
}

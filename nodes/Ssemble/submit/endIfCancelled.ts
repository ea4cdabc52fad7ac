import type { IExecuteFunctions } from 'n8n-workflow';
import { isCancelled, throwIfCancelled } from '../n8n/pause';
import type { Receipt } from './receipts';
import { showTime } from './videoTime';

/**
 * Ends a run of the node that is cancelled while it submits. n8n shows nothing of it, so its log names what went out.
 *
 * @throws NodeOperationError if the execution is cancelled
 */
export function endIfCancelled(context: IExecuteFunctions, receipts: Receipt[]): void {
	if (isCancelled(context) && receipts.length > 0) {
		context.logger.warn(
			`Ssemble: cancelled after these were submitted, each of which may cost a credit: ${receipts.map(shown).join(', ')}. ` +
				'Read the clips of a request with Get Results. If an answer was lost, look for the request with Request → Get Many before you submit the item again.',
		);
	}
	throwIfCancelled(context);
}

/** Without the address of the video, which may hold a secret: more people can read the log than the workflow. */
function shown({ itemIndex, body: { start, end }, created }: Receipt): string {
	const result = created ? `as request ${created.requestId}` : 'with its answer lost';
	return `item ${itemIndex} (${showTime(start)} to ${showTime(end)}) ${result}`;
}

import type { IExecuteFunctions } from 'n8n-workflow';
import { isCancelled, throwIfCancelled } from '../n8n/pause';
import { partOf, type Receipt } from './receipts';

/**
 * Ends a run of the node that is cancelled while it submits. n8n shows nothing of it, so its log names what went out.
 *
 * @throws NodeOperationError if the execution is cancelled
 */
export function endIfCancelled(context: IExecuteFunctions, receipts: Receipt[]): void {
	if (isCancelled(context) && receipts.length > 0) {
		const each = receipts.map(
			({ itemIndex, body, created }) =>
				`item ${itemIndex} (${partOf(body)}) ${created ? `as request ${created.requestId}` : 'with its answer lost'}`,
		);
		context.logger.warn(
			`Ssemble: cancelled after these were submitted, each of which may cost a credit: ${each.join(', ')}`,
		);
	}
	throwIfCancelled(context);
}

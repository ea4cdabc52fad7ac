import type { IHookFunctions, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { asNodeError } from '../n8n/items';
import { nodeKey } from '../n8n/nodeRecord';
import { findMissedEvents, resetCursor } from './missedEvents';

/** Triggers that have had a round since they began to listen in this process. */
const started = new Set<string>();

/** Notes that a trigger does not listen any more. */
export function endRounds(context: IHookFunctions): void {
	started.delete(nodeKey(context));
}

/**
 * One round of a trigger that listens to the whole account.
 *
 * @returns one execution's worth of events, or null if nothing is new
 * @throws NodeApiError if the account's requests cannot be read. Not at the first round after a start of
 *   n8n: that would keep n8n from activating the workflow, and with it from hearing events.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getNodeParameter('listenTo') !== 'account') {
		resetCursor(context.getWorkflowStaticData('node'));
		return null;
	}
	const scope = nodeKey(context);
	// The mode stays the same for all rounds; it tells only of the first one what it comes after.
	const mode = started.has(scope) ? undefined : context.getActivationMode();
	const afterStart = mode === 'init' || mode === 'leadershipChange';
	if (mode === 'activate') resetCursor(context.getWorkflowStaticData('node'));
	try {
		const events = await findMissedEvents(context);
		started.add(scope);
		return events.length === 0 ? null : [events];
	} catch (caught) {
		const error = asNodeError(context, caught);
		if (!afterStart) throw error;
		context.logger.warn(
			`Ssemble Trigger: the requests of the account could not be read after the start of n8n: ${error.message}. The next round makes up for it.`,
		);
		return null;
	}
}

import type { IHookFunctions, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { nodeKey } from '../n8n/nodeRecord';
import { beginCursor, dropCursor, readCursor } from './cursor';
import { findMissedEvents } from './missedEvents';

/** Triggers that have had a round since they began to listen in this process. */
const started = new Set<string>();

/** Activations under way in this process. */
const activations = new Map<string, Promise<void>>();

/**
 * Keeps a round that falls due during a trigger's activation waiting for the end of it. In n8n 2.41 the two share an
 * environment for expressions, which n8n removes after the round: it could not finish publishing the workflow.
 *
 * @throws what the activation throws
 */
export async function keepRoundsWaiting(
	context: IHookFunctions,
	activate: () => Promise<void>,
): Promise<void> {
	const scope = nodeKey(context);
	const activation = activate();
	activations.set(scope, activation);
	try {
		await activation;
	} finally {
		activations.delete(scope);
	}
}

/**
 * Prepares the rounds of a trigger that is published. It begins at the moment in which its workflow goes from
 * unpublished to published. A published workflow that is published again goes on, whatever was changed about it.
 *
 * @throws NodeApiError if the account's requests cannot be read
 */
export async function beginRounds(context: IHookFunctions, client: ApiClient): Promise<void> {
	if (!listensToAccount(context)) {
		dropCursor(context);
		return;
	}
	const goesOn = context.getActivationMode() !== 'activate' && readCursor(context) !== undefined;
	if (!goesOn) await beginCursor(context, client);
	started.add(nodeKey(context));
}

/** Notes that a trigger does not listen any more in this process. */
export function endRounds(context: IHookFunctions): void {
	started.delete(nodeKey(context));
}

/**
 * One round of a trigger that listens to the whole account.
 *
 * @returns one execution's worth of events, or null if nothing is new
 * @throws NodeApiError if the account's requests cannot be read. Not at the first round after a start of
 *   n8n: that would keep n8n from activating the workflow, and with it from receiving events.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (!listensToAccount(context)) return null;
	const scope = nodeKey(context);
	// If it fails, n8n learns that from the activation itself.
	await Promise.allSettled([activations.get(scope)]);
	// The mode stays the same for all rounds; it tells only of the first one what it comes after.
	const mode = started.has(scope) ? undefined : context.getActivationMode();
	const cursor = readCursor(context);
	// n8n may call this before the activation hook, with which the trigger begins.
	if (mode === 'activate' || (mode === 'update' && !cursor)) {
		started.add(scope);
		return null;
	}
	try {
		const events = cursor ? await findMissedEvents(context, cursor) : [];
		if (!cursor) await beginCursor(context, await ApiClient.connect(context));
		started.add(scope);
		return events.length === 0 ? null : [events];
	} catch (caught) {
		const error = asNodeError(context, caught);
		if (mode !== 'init' && mode !== 'leadershipChange') throw error;
		context.logger.warn(
			`Ssemble Trigger: the requests of the account could not be read after the start of n8n: ${error.message}. The next round makes up for it.`,
		);
		return null;
	}
}

function listensToAccount(context: IHookFunctions | IPollFunctions): boolean {
	return context.getNodeParameter('listenTo') === 'account';
}

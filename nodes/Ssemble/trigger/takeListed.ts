import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import type { NodeError } from '../n8n/items';
import { showHints } from '../results/hints';
import { sortClaimed } from './claimedBefore';
import { confirmEach } from './confirm';
import { without, type ConfirmedDelivery, type Delivery } from './delivery';
import { forget, markDelivered } from './handledEvents';
import { claim, recordDelivered, release } from './ledger';

/**
 * Takes what the account's list showed, unless another execution has it. It is claimed first, so that reading a
 * request that others deliver costs no call.
 *
 * @param mayCompete whether another process may take the same at the same time
 * @throws NodeApiError | NodeOperationError if no request can be read, or one with which no later round begins
 */
export async function takeListed(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
	mayCompete: boolean,
): Promise<ConfirmedDelivery[]> {
	const won = await claim(context, deliveries, mayCompete);
	const lost = without(deliveries, won);
	const { madeEarlier, abandoned } = await sortClaimed(context, lost, mayCompete);
	const mine = [...won, ...abandoned];
	for (const { key } of without(lost, [...madeEarlier, ...abandoned])) markDelivered(key);

	const { confirmed, unread } = await confirmEach(context, client, [...mine, ...madeEarlier]);
	const error = errorToThrow(unread, confirmed);
	const released = error ? mine : mine.filter((delivery) => unread.has(delivery));
	await release(context, released, mayCompete);
	if (error) throw error;
	if (unread.size > 0) tellUnread(context, unread);

	const toRecord = without(confirmed, madeEarlier);
	const recorded = await recordDelivered(context, toRecord, mayCompete);
	return [...without(confirmed, toRecord), ...recorded];
}

/** What cannot be read now comes with the next look into the account; without one, the execution must show it. */
function errorToThrow(
	unread: ReadonlyMap<Delivery, NodeError>,
	confirmed: ConfirmedDelivery[],
): NodeError | undefined {
	const [first] = unread.values();
	if (confirmed.length === 0) return first;
	return [...unread].find(([{ event }]) => event.isLastLook === true)?.[1];
}

function tellUnread(context: IExecuteFunctions, unread: ReadonlyMap<Delivery, NodeError>): void {
	for (const { key } of unread.keys()) forget(key);
	const ids = [...unread.keys()].map(({ event }) => event.requestId).join(', ');
	const [error] = unread.values();
	const message = `These finished requests could not be read (${error?.message ?? ''}); the next check of the account tries again: ${ids}`;
	context.logger.warn(`Ssemble Trigger: ${message}`);
	showHints(context, [message]);
}

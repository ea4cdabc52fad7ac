import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import type { NodeError } from '../n8n/items';
import { pause } from '../n8n/pause';
import { showHints } from '../results/hints';
import { confirmDeliveries, confirmEach } from './confirm';
import { isTriedBefore, without, type ConfirmedDelivery, type Delivery } from './delivery';
import { forget, markBegun, markDelivered, wasDelivered } from './handledEvents';
import { claim, madeBefore, notDelivered, recordDelivered, release } from './ledger';

/** Milliseconds for which another execution may take from its claim to its record of a delivery. */
const CLAIM_TO_RECORD_MS = 15_000;

/**
 * Takes those deliveries that are this execution's to make, and notes that they are made.
 *
 * @returns what it took, with what the API tells of each request
 * @throws NodeApiError | NodeOperationError if the API cannot tell
 */
export async function takeOnce(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<ConfirmedDelivery[]> {
	for (const { key } of deliveries) markBegun(key);
	const isRetry = context.getMode() === 'retry';
	const pending = deliveries.filter(({ key }) => isRetry || !wasDelivered(key));
	const mayCompete = pending.some((delivery) => delivery.mayCompete);
	const listed = pending.filter(({ event }) => event.listed === true);
	const posted = pending.filter(({ event }) => event.listed !== true);

	const taken = [
		...(await takeListed(context, client, listed, mayCompete)),
		...(await takePosted(context, client, posted, mayCompete)),
	];
	for (const { key } of taken) markDelivered(key);
	return taken;
}

/**
 * Takes what was posted, unless another execution has it. Anybody may have posted it, so that it is claimed only
 * once the API has confirmed it.
 */
async function takePosted(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
	mayCompete: boolean,
): Promise<ConfirmedDelivery[]> {
	const confirmed = await confirmDeliveries(context, client, deliveries);
	const won = mayCompete ? await claim(context, confirmed, mayCompete) : confirmed;
	const recorded = await recordDelivered(context, won, mayCompete);
	// Otherwise whoever has claimed it delivers it; a retry may come after one that did not get so far.
	const left = without(confirmed, recorded).filter((one) => isTriedBefore(context, one));
	const { madeEarlier, abandoned } = await sortClaimed(context, left, mayCompete);
	const takenOver = await recordDelivered(context, abandoned, mayCompete);
	return [...recorded, ...madeEarlier, ...takenOver];
}

/**
 * Takes what the account's list showed, unless another execution has it. It is claimed first, so that reading a
 * request that others deliver costs no call.
 *
 * @throws NodeApiError | NodeOperationError if no request can be read, or one with which no later round begins
 */
async function takeListed(
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

/**
 * Finds among deliveries that are claimed already those that are this execution's to make nevertheless.
 *
 * @returns those that this execution made on an earlier try, whose items got lost, and those that nobody made,
 *   because the process that had claimed them died
 */
async function sortClaimed<Kind extends Delivery>(
	context: IExecuteFunctions,
	claimed: Kind[],
	mayCompete: boolean,
): Promise<{ madeEarlier: Kind[]; abandoned: Kind[] }> {
	const tried = claimed.filter((one) => isTriedBefore(context, one));
	const madeEarlier = await madeBefore(context, tried, mayCompete);
	const others = without(claimed, madeEarlier);
	if (others.length > 0) await pause(context, CLAIM_TO_RECORD_MS);
	return { madeEarlier, abandoned: await notDelivered(context, others, mayCompete) };
}

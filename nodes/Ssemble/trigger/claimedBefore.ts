import type { IExecuteFunctions } from 'n8n-workflow';
import { pause } from '../n8n/pause';
import { isTriedBefore, without } from './delivery';
import type { Delivery } from './delivery';
import { madeBefore, notDelivered } from './ledger';

/** Milliseconds for which another execution may take from its claim to its record of a delivery. */
const CLAIM_TO_RECORD_MS = 10_000;

/**
 * Finds among deliveries that are claimed already those that are this execution's to make nevertheless.
 *
 * @param mayCompete whether another process may look for the same at the same time
 * @returns those that this execution made on an earlier try, whose items got lost, and those that nobody made,
 *   because the process that had claimed them died
 */
export async function sortClaimed<Kind extends Delivery>(
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

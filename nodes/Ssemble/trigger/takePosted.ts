import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { sortClaimed } from './claimedBefore';
import { confirmDeliveries } from './confirm';
import { isTriedBefore, without, type ConfirmedDelivery, type Delivery } from './delivery';
import { claim, recordDelivered } from './ledger';

/**
 * Takes what was posted, unless another execution has it. Anybody may have posted it, so that it is claimed only
 * once the API has confirmed it.
 *
 * @param mayCompete whether another process may take the same at the same time
 * @throws NodeApiError | NodeOperationError if the API cannot tell
 */
export async function takePosted(
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

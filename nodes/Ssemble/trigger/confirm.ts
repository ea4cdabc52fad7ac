import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asNodeError, type NodeError } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import type { ConfirmedDelivery, Delivery } from './delivery';
import type { TriggerEvent } from './event';
import { readBack } from './readBack';

/** Requests read at once. */
const READS_AT_ONCE = 5;

/**
 * Reads the requests of deliveries. Those that the API does not confirm are left out, with a warning in n8n's log.
 *
 * @throws NodeApiError | NodeOperationError if one cannot be read
 */
export async function confirmDeliveries(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<ConfirmedDelivery[]> {
	const confirmed = await inParallel(
		deliveries,
		READS_AT_ONCE,
		async (delivery) => await confirm(context, client, delivery),
	);
	return confirmed.flat();
}

/** The same, but one that cannot be read does not keep the others back. */
export async function confirmEach(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<{ confirmed: ConfirmedDelivery[]; unread: Map<Delivery, NodeError> }> {
	const confirmed: ConfirmedDelivery[] = [];
	const unread = new Map<Delivery, NodeError>();
	await inParallel(deliveries, READS_AT_ONCE, async (delivery) => {
		// What would happen to all of them need not be waited for again and again.
		const inVain = confirmed.length === 0 ? [...unread.values()].find(concernsAll) : undefined;
		try {
			if (inVain) throw inVain;
			confirmed.push(...(await confirm(context, client, delivery)));
		} catch (caught) {
			unread.set(delivery, asNodeError(context, caught, delivery.itemIndex));
		}
	});
	return { confirmed, unread };
}

async function confirm(
	context: IExecuteFunctions,
	client: ApiClient,
	delivery: Delivery,
): Promise<ConfirmedDelivery[]> {
	const request = await readBack(context, client, delivery.event);
	if (request) return [{ ...delivery, request }];
	warnUnconfirmed(context, delivery.event);
	return [];
}

/** Whether an error is about the account or the connection rather than about one request. */
function concernsAll(error: NodeError): boolean {
	if (!(error instanceof NodeApiError)) return false;
	return error.httpCode === null || /^(401|429|5..)$/.test(error.httpCode);
}

function warnUnconfirmed(context: IExecuteFunctions, { event, requestId }: TriggerEvent): void {
	context.logger.warn(
		`Ssemble Trigger: ignored the event ${event} for request ${requestId}, because the Ssemble API does not confirm it`,
	);
}

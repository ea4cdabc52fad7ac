import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { showHints } from '../results/hints';
import { confirmDeliveries } from './confirm';
import { deliveredItems, readOutput } from './deliveredItems';
import { readDeliveries, without, type ConfirmedDelivery, type Delivery } from './delivery';
import { forget, markBegun, markDelivered, wasDelivered } from './handledEvents';
import { unreachableHint } from './reachable';
import { isSample, SAMPLE_HINT, sampleRequest } from './sampleRequest';
import { takeListed } from './takeListed';
import { takePosted } from './takePosted';

/**
 * Turns the events that started this execution into items: reads each request back from the API, which alone
 * is believed, and leaves out what this trigger has delivered before. In a test run nothing is left out, and
 * nothing remembered.
 *
 * @throws NodeApiError | NodeOperationError if the API cannot tell; a retry of the execution then delivers
 */
export async function deliver(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const isTest = context.getMode() === 'manual';
	const deliveries = readDeliveries(context);

	try {
		// Read first, so that a mistake in it shows before anything counts as delivered.
		const choice = readOutput(context);
		const confirmed = isTest
			? await takeForTest(context, client, deliveries)
			: await takeOnce(context, client, deliveries);
		return await deliveredItems(
			context,
			confirmed.sort((one, other) => one.itemIndex - other.itemIndex),
			choice,
		);
	} catch (caught) {
		for (const { key } of deliveries) forget(key);
		throw asNodeError(context, caught, 0);
	}
}

async function takeForTest(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<ConfirmedDelivery[]> {
	const samples = deliveries
		.filter(({ event }) => isSample(event))
		.map((delivery) => ({ ...delivery, request: sampleRequest(delivery.event) }));
	if (samples.length > 0) showHints(context, [SAMPLE_HINT]);
	showHints(context, unreachableHint(context, client));
	const others = without(deliveries, samples);
	return [...samples, ...(await confirmDeliveries(context, client, others))];
}

/** Those deliveries that are this execution's to make. */
async function takeOnce(
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

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { asNodeError, CALLS_AT_ONCE } from '../n8n/items';
import { inParallel } from '../n8n/parallel';
import { showHints } from '../results/hints';
import type { OutputChoice } from '../results/output';
import { readOutputChoice } from '../results/outputParameters';
import { resultItems } from '../results/resultItems';
import { confirmDeliveries } from './confirm';
import { readDeliveries, without, type ConfirmedDelivery, type Delivery } from './delivery';
import { forget } from './handledEvents';
import { unreachableHint } from './reachable';
import { isSample, SAMPLE_HINT, sampleRequest } from './sampleRequest';
import { takeOnce } from './take';

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
		const choice = readOutputChoice(context, 0);
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

/**
 * The trigger's items: what the parameters make of the delivered requests, in their order.
 *
 * @throws NodeApiError | NodeOperationError if the file of a clip cannot be downloaded
 */
async function deliveredItems(
	context: IExecuteFunctions,
	deliveries: ConfirmedDelivery[],
	choice: OutputChoice,
): Promise<INodeExecutionData[]> {
	const results = await inParallel(
		deliveries,
		CALLS_AT_ONCE,
		async ({ event, itemIndex, request }) => {
			const stamp = { event: event.event, timestamp: event.timestamp ?? null };
			const own = isSample(event) ? withoutFiles(choice) : choice;
			return await resultItems(context, request, own, itemIndex, stamp);
		},
	);
	showHints(
		context,
		results.flatMap(({ hints }) => hints),
	);
	return results.flatMap(({ items }) => items);
}

function withoutFiles(choice: OutputChoice): OutputChoice {
	return { ...choice, clips: { ...choice.clips, fileField: undefined } };
}

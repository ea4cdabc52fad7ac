import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../shared/client';
import { showHints } from '../shared/hints';
import { asNodeError, pairedItems } from '../shared/items';
import { pause } from '../shared/pause';
import { resultObjects, type OutputChoice } from '../shared/output';
import { inParallel } from '../shared/parallel';
import type { ShortsRequest } from '../shared/types';
import { deliveryKey, triggerScope, type TriggerEvent } from './event';
import { claim, recordDelivered, release } from './ledger';
import { forget, markDelivered, wasAccepted, wasDelivered } from './memory';
import { readBack } from './readBack';
import { unreachableHint } from './reachable';

/** Requests read at once. */
const IN_FLIGHT = 5;

/** Milliseconds for which another execution may take from its claim to its record of a delivery. */
const CLAIM_TO_RECORD_MS = 10_000;

/** An event on its way to the items it yields. */
interface Delivery {
	key: string;
	itemIndex: number;
	event: TriggerEvent;
	/** Whether another process may make the same delivery: its webhook did not run in this one. */
	contended: boolean;
}

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
	const deliveries = deliveriesOf(context);
	if (isTest) showHints(context, unreachableHint(context, client));

	try {
		const requests = isTest
			? await readAll(context, client, deliveries)
			: await takeOnce(context, client, deliveries);
		return deliveries.flatMap((delivery) => itemsOf(context, delivery, requests.get(delivery.key)));
	} catch (caught) {
		for (const { key } of deliveries) forget(key);
		throw asNodeError(context, caught, 0);
	}
}

function deliveriesOf(context: IExecuteFunctions): Delivery[] {
	const scope = triggerScope(context);
	return context.getInputData().map(({ json }, itemIndex) => {
		const event = json as TriggerEvent;
		const key = deliveryKey(scope, event);
		return { key, itemIndex, event, contended: !wasAccepted(key) };
	});
}

/** The requests of those deliveries that are this execution's to make. */
async function takeOnce(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<Map<string, ShortsRequest>> {
	const pending = deliveries.filter(({ key }) => !wasDelivered(key));
	const contended = pending.some((delivery) => delivery.contended);
	const listed = pending.filter(({ event }) => event.listed === true);
	const posted = pending.filter(({ event }) => event.listed !== true);

	const requests = new Map([
		...(await takeListed(context, client, listed, contended)),
		...(await takePosted(context, client, posted, contended)),
	]);
	for (const key of requests.keys()) markDelivered(key);
	return requests;
}

/** Anyone may have posted these: they are claimed only once the API has borne them out. */
async function takePosted(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
	contended: boolean,
): Promise<Map<string, ShortsRequest>> {
	const requests = await readAll(context, client, deliveries);
	const keys = [...requests.keys()];
	const won = await claim(context, keys, contended);
	const recorded = await recordDelivered(context, won, contended);
	// A user retries what went wrong: the claim may be that of the execution which did.
	const lost = context.getMode() === 'retry' ? keys.filter((key) => !won.includes(key)) : [];
	const abandoned = await takeAbandoned(context, lost, contended);
	return new Map(
		[...requests].filter(([key]) => recorded.includes(key) || abandoned.includes(key)),
	);
}

/** The API listed these: they are claimed first, so that reading one twice costs no call. */
async function takeListed(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
	contended: boolean,
): Promise<Map<string, ShortsRequest>> {
	const keys = deliveries.map(({ key }) => key);
	const won = await claim(context, keys, contended);
	const lost = keys.filter((key) => !won.includes(key));
	const abandoned = await takeAbandoned(context, lost, contended);
	const mine = deliveries.filter(({ key }) => won.includes(key) || abandoned.includes(key));
	try {
		const requests = await readAll(context, client, mine);
		const recorded = await recordDelivered(context, won, contended);
		return new Map(
			[...requests].filter(([key]) => recorded.includes(key) || abandoned.includes(key)),
		);
	} catch (caught) {
		await release(
			context,
			mine.map(({ key }) => key),
			contended,
		);
		throw asNodeError(context, caught, 0);
	}
}

/** Of deliveries that another execution has claimed, takes those that it never made: its process has died. */
async function takeAbandoned(
	context: IExecuteFunctions,
	keys: string[],
	contended: boolean,
): Promise<string[]> {
	if (keys.length === 0) return [];
	await pause(context, CLAIM_TO_RECORD_MS);
	return await recordDelivered(context, keys, contended);
}

async function readAll(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<Map<string, ShortsRequest>> {
	const requests = new Map<string, ShortsRequest>();
	await inParallel(deliveries, IN_FLIGHT, async ({ key, event }) => {
		const request = await readBack(context, client, event);
		if (request) requests.set(key, request);
		else warnAboutForgery(context, event);
	});
	return requests;
}

function warnAboutForgery(context: IExecuteFunctions, { event, requestId }: TriggerEvent): void {
	context.logger.warn(
		`Ssemble Trigger: ignored the event ${event} for request ${requestId}, because the Ssemble API does not bear it out`,
	);
}

function itemsOf(
	context: IExecuteFunctions,
	{ event, itemIndex }: Delivery,
	request: ShortsRequest | undefined,
): INodeExecutionData[] {
	if (!request) return [];
	const stamp = { event: event.event, timestamp: event.timestamp ?? null };
	return pairedItems(resultObjects(request, readChoice(context), stamp), itemIndex);
}

function readChoice(context: IExecuteFunctions): OutputChoice {
	return {
		outputAs: context.getNodeParameter('outputAs', 0, 'clips') as OutputChoice['outputAs'],
		fields: context.getNodeParameter('simplify', 0, true) ? 'simplified' : 'raw',
	};
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../shared/client';
import { showHints } from '../shared/hints';
import { asNodeError, pairedItems, type NodeError } from '../shared/items';
import { pause } from '../shared/pause';
import { resultObjects, type OutputChoice } from '../shared/output';
import { readSimplify } from '../shared/outputParameters';
import { inParallel } from '../shared/parallel';
import type { ShortsRequest } from '../shared/types';
import { deliveryKey, triggerScope, type TriggerEvent } from './event';
import { claim, recordDelivered, recordedBefore, release } from './ledger';
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
	/** That of the event. */
	start?: string;
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
		return { key, start: event.start, itemIndex, event, contended: !wasAccepted(key) };
	});
}

/** The requests of those deliveries that are this execution's to make. */
async function takeOnce(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<Map<string, ShortsRequest>> {
	const pending = deliveries.filter(({ key }) => isRetry(context) || !wasDelivered(key));
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
	const borneOut = deliveries.filter(({ key }) => requests.has(key));
	const won = contended ? (await claimAll(context, borneOut, contended)).won : borneOut;
	const recorded = await recordDelivered(context, won, contended);
	// Otherwise whoever has claimed it delivers it; a retry may come after one that did not get so far.
	const left = borneOut.filter(({ key }) => isRetry(context) && !recorded.includes(key));
	return only(requests, [...recorded, ...(await takeLost(context, left, contended))]);
}

/** The API listed these: they are claimed first, so that reading one twice costs no call. */
async function takeListed(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
	contended: boolean,
): Promise<Map<string, ShortsRequest>> {
	const { won, lost } = await claimAll(context, deliveries, contended);
	const taken = await takeLost(context, lost, contended);
	const mine = [...won, ...lost.filter(({ key }) => taken.includes(key))];
	const { requests, failures } = await readEach(context, client, mine);
	const failed = mine.filter((delivery) => failures.has(delivery));
	await release(context, failed, contended);
	for (const { key } of failed) forget(key);
	const [error] = failures.values();
	if (error) reportUnread(context, failed, error, requests.size === 0);

	const read = won.filter((delivery) => !failures.has(delivery));
	const recorded = await recordDelivered(context, read, contended);
	return only(requests, [...recorded, ...taken]);
}

/** Reads what can be read, so that one request that cannot does not keep the others back. */
async function readEach(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
): Promise<{ requests: Map<string, ShortsRequest>; failures: Map<Delivery, NodeError> }> {
	const requests = new Map<string, ShortsRequest>();
	const failures = new Map<Delivery, NodeError>();
	await inParallel(deliveries, IN_FLIGHT, async (delivery) => {
		// If nothing at all can be read, there is no use in waiting for each.
		const [inVain] = requests.size === 0 ? failures.values() : [];
		try {
			if (inVain) throw inVain;
			for (const [key, request] of await readAll(context, client, [delivery])) {
				requests.set(key, request);
			}
		} catch (caught) {
			failures.set(delivery, asNodeError(context, caught, delivery.itemIndex));
		}
	});
	return { requests, failures };
}

function reportUnread(
	context: IExecuteFunctions,
	failed: Delivery[],
	error: NodeError,
	isAll: boolean,
): void {
	if (isAll) throw error;
	const ids = failed.map(({ event }) => event.requestId).join(', ');
	const message = `These finished requests could not be read (${error.message}); the next look into the account tries again: ${ids}`;
	context.logger.warn(`Ssemble Trigger: ${message}`);
	showHints(context, [message]);
}

async function claimAll(
	context: IExecuteFunctions,
	deliveries: Delivery[],
	contended: boolean,
): Promise<{ won: Delivery[]; lost: Delivery[] }> {
	const keys = await claim(
		context,
		deliveries.map(({ key }) => key),
		contended,
	);
	return {
		won: deliveries.filter(({ key }) => keys.includes(key)),
		lost: deliveries.filter(({ key }) => !keys.includes(key)),
	};
}

/**
 * Of deliveries that are claimed already, takes those that got no further than to this execution's first try,
 * or to another one whose process has died.
 */
async function takeLost(
	context: IExecuteFunctions,
	lost: Delivery[],
	contended: boolean,
): Promise<string[]> {
	const repeated = isRetry(context) ? await recordedBefore(context, lost, contended) : [];
	const others = lost.filter(({ key }) => !repeated.includes(key));
	if (others.length === 0) return repeated;
	await pause(context, CLAIM_TO_RECORD_MS);
	return [...repeated, ...(await recordDelivered(context, others, contended))];
}

function isRetry(context: IExecuteFunctions): boolean {
	return context.getMode() === 'retry';
}

function only(
	requests: ReadonlyMap<string, ShortsRequest>,
	keys: string[],
): Map<string, ShortsRequest> {
	return new Map([...requests].filter(([key]) => keys.includes(key)));
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
		fields: readSimplify(context, 0),
	};
}

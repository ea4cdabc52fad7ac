import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { showHints } from '../results/hints';
import { asNodeError, type NodeError } from '../n8n/items';
import { pause } from '../n8n/pause';
import { inParallel } from '../n8n/parallel';
import { nodeKey } from '../n8n/nodeRecord';
import type { ShortsRequest } from '../api/types';
import { deliveredItems } from './deliveredItems';
import { deliveryKey, type TriggerEvent } from './event';
import { claim, madeBefore, notDelivered, recordDelivered, release } from './ledger';
import { forget, markBegun, markDelivered, wasAccepted, wasDelivered } from './handledEvents';
import { readBack } from './readBack';
import { unreachableHint } from './reachable';

/** Requests read at once. */
const IN_FLIGHT = 5;

/** Milliseconds for which another execution may take from its claim to its record of a delivery. */
const CLAIM_TO_RECORD_MS = 10_000;

/** An event on its way to the items it yields. */
interface Delivery {
	key: string;
	/** As in TriggerEvent: tells the execution from others that want to make the same delivery. */
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
		const delivered = deliveries.flatMap(({ key, event, itemIndex }) => {
			const request = requests.get(key);
			return request ? [{ event, itemIndex, request }] : [];
		});
		return await deliveredItems(context, delivered);
	} catch (caught) {
		for (const { key } of deliveries) forget(key);
		throw asNodeError(context, caught, 0);
	}
}

function deliveriesOf(context: IExecuteFunctions): Delivery[] {
	const scope = nodeKey(context);
	return context.getInputData().map(({ json }, itemIndex) => {
		const event = json as unknown as TriggerEvent;
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
	for (const { key } of deliveries) markBegun(key);
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
	const won = contended ? await claim(context, borneOut, contended) : borneOut;
	const recorded = await recordDelivered(context, won, contended);
	// Otherwise whoever has claimed it delivers it; a retry may come after one that did not get so far.
	const left = isRetry(context) ? without(borneOut, recorded) : [];
	const { repeated, abandoned } = await sortClaimed(context, left, contended);
	const takenOver = await recordDelivered(context, abandoned, contended);
	return only(requests, [...recorded, ...repeated, ...takenOver]);
}

/** The API listed these: they are claimed first, so that reading one twice costs no call. */
async function takeListed(
	context: IExecuteFunctions,
	client: ApiClient,
	deliveries: Delivery[],
	contended: boolean,
): Promise<Map<string, ShortsRequest>> {
	const won = await claim(context, deliveries, contended);
	const lost = without(deliveries, won);
	const { repeated, abandoned } = await sortClaimed(context, lost, contended);
	const mine = [...won, ...abandoned];
	for (const { key } of without(lost, [...repeated, ...abandoned])) markDelivered(key);

	const { requests, failures } = await readEach(context, client, [...mine, ...repeated]);
	const error = errorToThrow(failures, requests);
	const released = error ? mine : mine.filter((delivery) => failures.has(delivery));
	await release(context, released, contended);
	if (error) throw error;
	if (failures.size > 0) tellUnread(context, failures);

	const recorded = await recordDelivered(context, without(mine, released), contended);
	return only(requests, [...recorded, ...repeated]);
}

/**
 * Of deliveries that are claimed already, finds those that this execution made on its first try, and those
 * that nobody made, for the process that had claimed them has died.
 */
async function sortClaimed(
	context: IExecuteFunctions,
	claimed: Delivery[],
	contended: boolean,
): Promise<{ repeated: Delivery[]; abandoned: Delivery[] }> {
	const repeated = isRetry(context) ? await madeBefore(context, claimed, contended) : [];
	const others = without(claimed, repeated);
	if (others.length > 0) await pause(context, CLAIM_TO_RECORD_MS);
	return { repeated, abandoned: await notDelivered(context, others, contended) };
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
		// What would happen to all of them need not be waited for again and again.
		const inVain = requests.size === 0 ? [...failures.values()].find(concernsAll) : undefined;
		try {
			if (inVain) throw inVain;
			const read = await readAll(context, client, [delivery]);
			for (const [key, request] of read) requests.set(key, request);
		} catch (caught) {
			failures.set(delivery, asNodeError(context, caught, delivery.itemIndex));
		}
	});
	return { requests, failures };
}

/** Whether an error is about the account or the connection rather than about one request. */
function concernsAll(error: NodeError): boolean {
	if (!(error instanceof NodeApiError)) return false;
	return error.httpCode === null || /^(401|429|5..)$/.test(error.httpCode);
}

/** What cannot be read now comes with the next look into the account; without one, the execution must show it. */
function errorToThrow(
	failures: ReadonlyMap<Delivery, NodeError>,
	requests: ReadonlyMap<string, ShortsRequest>,
): NodeError | undefined {
	const [first] = failures.values();
	if (requests.size === 0) return first;
	return [...failures].find(([{ event }]) => event.isLastLook === true)?.[1];
}

function tellUnread(context: IExecuteFunctions, failures: ReadonlyMap<Delivery, NodeError>): void {
	for (const { key } of failures.keys()) forget(key);
	const ids = [...failures.keys()].map(({ event }) => event.requestId).join(', ');
	const [error] = failures.values();
	const message = `These finished requests could not be read (${error?.message ?? ''}); the next look into the account tries again: ${ids}`;
	context.logger.warn(`Ssemble Trigger: ${message}`);
	showHints(context, [message]);
}

function without(deliveries: Delivery[], others: Delivery[]): Delivery[] {
	return deliveries.filter((delivery) => !others.includes(delivery));
}

function isRetry(context: IExecuteFunctions): boolean {
	return context.getMode() === 'retry';
}

function only(
	requests: ReadonlyMap<string, ShortsRequest>,
	deliveries: Delivery[],
): Map<string, ShortsRequest> {
	const keys = new Set(deliveries.map(({ key }) => key));
	return new Map([...requests].filter(([key]) => keys.has(key)));
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

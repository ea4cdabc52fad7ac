import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { LISTS } from '../api/endpoints';
import { pages } from '../api/paging';
import { nodeKey } from '../n8n/nodeRecord';
import type { ShortsRequestSummary } from '../api/types';
import { deliveryKey, listedEvents, startItem, type TriggerEvent } from './event';
import { acceptListed, hasFailed, wasDelivered } from './handledEvents';

/** How far back the trigger looks after n8n was down, in milliseconds. */
const FURTHEST_BACK_MS = 7 * 24 * 60 * 60 * 1_000;

/** For how long the list may be behind, in milliseconds: what shows up in it may have finished that much earlier. */
const LIST_LAG_MS = 2 * 60 * 1_000;

/** The longest that a request may take, in milliseconds. Ours, and generous: the API documents 30 minutes. */
const LONGEST_PROCESSING_MS = 24 * 60 * 60 * 1_000;

/** The most events of one round. Each costs a call when it is read back, and an account has 100 an hour. */
const MOST_EVENTS = 50;

/**
 * How often an event is given to an execution at most. One may never have begun, or have died with its process; one
 * whose event was delivered yields nothing, and costs no call.
 */
const MOST_TRIES = 5;

/** The same, if an execution had begun with it and could not read it. */
const MOST_FAILURES = 2;

/** Where a round begins; n8n stores it when the trigger is activated and when a round yields something. */
interface Cursor {
	/** ISO 8601, by Ssemble's clock: what finished before is done with. */
	since?: string;
	/** ISO 8601: the moment of the first round, with which the trigger begins. */
	activatedAt?: string;
	/** Events after that which are done with too. */
	done?: string[];
	/** Events after that which were given to executions of which this process does not know the end: how often. */
	tries?: Record<string, number>;
}

/** A finished request in the account's list. */
interface Finished {
	event: TriggerEvent;
	/** Milliseconds since 1970, by Ssemble's clock. */
	at: number;
}

/**
 * Looks in the account's list of requests for those that have finished since the last round: created
 * elsewhere, or their event was lost.
 *
 * @returns the events for one execution, the oldest first; none if nothing is new. If there are very many, they
 *   are the latest ones, and the next rounds get the others.
 * @throws NodeApiError if the list cannot be read; the next round makes up for it
 */
export async function findMissedEvents(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const cursor = context.getWorkflowStaticData('node') as Cursor;
	const begun = cursor.since === undefined ? Infinity : Date.parse(cursor.since);
	const finished = await listFinished(context, client, begun, cursor.activatedAt);

	const done = new Set(cursor.done);
	// What has finished before the first round, with which the trigger begins, is no news.
	const open = begun === Infinity ? [] : finished.filter(({ event }) => !done.has(nameOf(event)));
	const taken = takeUnhandled(context, open);
	const triesBefore = cursor.tries ?? {};
	const triesOf = (one: Finished) =>
		(triesBefore[nameOf(one.event)] ?? 0) + (taken.includes(one) ? 1 : 0);
	const isLastTry = (one: Finished) =>
		taken.includes(one) && triesOf(one) >= (isFailed(context, one) ? MOST_FAILURES : MOST_TRIES);
	const left = open.filter((one) => !isDelivered(context, one) && !isLastTry(one));

	const now = client.serverTime(Date.now());
	const settled = Math.min(now - LIST_LAG_MS, ...left.map(({ at }) => at));
	// Never before the moment of activation, with which the first round begins.
	const since = begun === Infinity ? now : Math.max(begun, settled);
	cursor.since = new Date(since).toISOString();
	cursor.activatedAt ??= cursor.since;
	cursor.done = finished
		.filter((one) => one.at >= since && !left.includes(one))
		.map(({ event }) => nameOf(event));
	const tries = left.map((one): [string, number] => [nameOf(one.event), triesOf(one)]);
	cursor.tries = Object.fromEntries(tries.filter(([, times]) => times > 0));
	return taken.map((one) => startItem({ ...one.event, isLastLook: isLastTry(one) }));
}

/** Lets the trigger begin anew with the moment of its next round. */
export function resetCursor(staticData: object): void {
	const cursor: Cursor = staticData;
	delete cursor.since;
	delete cursor.activatedAt;
	delete cursor.done;
	delete cursor.tries;
}

async function listFinished(
	context: IPollFunctions,
	client: ApiClient,
	begun: number,
	activatedAt = '',
): Promise<Finished[]> {
	const oldest = Date.parse(activatedAt) - LONGEST_PROCESSING_MS;
	const selected = context.getNodeParameter('events') as string[];
	const query = { sortBy: 'updatedAt', sortOrder: 'desc' };
	const finished: Finished[] = [];

	for await (const page of pages(client, { ...LISTS.requests, query })) {
		const furthest = client.serverTime(Date.now()) - FURTHEST_BACK_MS;
		const since = Math.max(begun, furthest);
		const recent = page.filter(
			(summary) => changedAt(summary) >= since && !(createdAt(summary) < furthest),
		);
		for (const summary of recent) {
			if (createdAt(summary) < oldest) continue;
			const events = listedEvents(summary);
			const wanted = events.filter(({ event }) => selected.includes(event));
			finished.push(...wanted.map((event) => ({ event, at: changedAt(summary) })));
		}
		if (recent.length < page.length) break;
	}
	return finished.reverse();
}

function takeUnhandled(context: IPollFunctions, open: Finished[]): Finished[] {
	const scope = nodeKey(context);
	const taken: Finished[] = [];
	// After a start of n8n, what it missed is behind all that another process had delivered before.
	for (const one of [...open].reverse()) {
		if (taken.length === MOST_EVENTS) break;
		if (acceptListed(deliveryKey(scope, one.event))) taken.unshift(one);
	}
	return taken;
}

function isDelivered(context: IPollFunctions, { event }: Finished): boolean {
	return wasDelivered(deliveryKey(nodeKey(context), event));
}

function isFailed(context: IPollFunctions, { event }: Finished): boolean {
	return hasFailed(deliveryKey(nodeKey(context), event));
}

function nameOf({ requestId, event }: TriggerEvent): string {
	return `${requestId} ${event}`;
}

/** Infinity if the list does not tell: it may be new, and what is done with is known by its id. */
function changedAt({ updatedAt }: ShortsRequestSummary): number {
	const changed = Date.parse(updatedAt ?? '');
	return Number.isNaN(changed) ? Infinity : changed;
}

function createdAt(summary: ShortsRequestSummary): number {
	return Date.parse(summary.createdAt ?? '');
}

import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { LISTS } from '../api/endpoints';
import { pages } from '../api/paging';
import { nodeKey } from '../n8n/nodeRecord';
import type { ShortsRequestSummary } from '../api/types';
import { deliveryKey, listedEvents, startItem, type TriggerEvent } from './event';
import { accept, wasDelivered } from './handledEvents';

/** How far back the trigger looks after n8n was down, in milliseconds. */
const FURTHEST_BACK_MS = 7 * 24 * 60 * 60 * 1_000;

/** For how long the list may be behind, in milliseconds: what shows up in it may have finished that much earlier. */
const LIST_LAG_MS = 2 * 60 * 1_000;

/** The most events of one round. Each costs a call when it is read back, and an account has 100 an hour. */
const MOST_EVENTS = 50;

/** Where a round begins; n8n stores it when the trigger is activated and when a round yields something. */
interface Cursor {
	/** ISO 8601, by Ssemble's clock: what finished before is done with. */
	since?: string;
	/** Events after that which are done with too. */
	done?: string[];
	/** Events after that which have started an execution of which this process does not know the end. */
	tried?: string[];
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
	const finished = await listFinished(context, client, begun);

	const done = new Set(cursor.done);
	const open = finished.filter(({ event }) => !done.has(nameOf(event)));
	const taken = takeUnhandled(context, open);
	// An execution in another process may have died with it: what was started there is started once more,
	// which yields nothing, and costs no call, if it was delivered.
	const tried = new Set(cursor.tried);
	const isRepeated = (one: Finished) => taken.includes(one) && tried.has(nameOf(one.event));
	const left = open.filter((one) => !isDelivered(context, one) && !isRepeated(one));

	const now = client.serverTime(Date.now());
	const settled = Math.min(now - LIST_LAG_MS, ...left.map(({ at }) => at));
	// Never before the moment of activation, with which the first round begins.
	const since = begun === Infinity ? now : Math.max(begun, settled);
	cursor.since = new Date(since).toISOString();
	cursor.done = finished
		.filter((one) => one.at >= since && !left.includes(one))
		.map(({ event }) => nameOf(event));
	cursor.tried = left
		.filter((one) => taken.includes(one) || tried.has(nameOf(one.event)))
		.map(({ event }) => nameOf(event));
	return taken.map((one) => startItem({ ...one.event, isLastLook: isRepeated(one) }));
}

/** Lets the trigger begin anew with the moment of its next round. */
export function resetCursor(staticData: object): void {
	const cursor: Cursor = staticData;
	delete cursor.since;
	delete cursor.done;
	delete cursor.tried;
}

async function listFinished(
	context: IPollFunctions,
	client: ApiClient,
	begun: number,
): Promise<Finished[]> {
	const selected = context.getNodeParameter('events') as string[];
	const query = { sortBy: 'updatedAt', sortOrder: 'desc' };
	const finished: Finished[] = [];

	for await (const page of pages<ShortsRequestSummary>(client, { ...LISTS.requests, query })) {
		const since = Math.max(begun, client.serverTime(Date.now()) - FURTHEST_BACK_MS);
		const recent = page.filter((summary) => changedAt(summary) >= since);
		for (const summary of recent) {
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
		if (accept(deliveryKey(scope, one.event))) taken.unshift(one);
	}
	return taken;
}

function isDelivered(context: IPollFunctions, { event }: Finished): boolean {
	return wasDelivered(deliveryKey(nodeKey(context), event));
}

function nameOf({ requestId, event }: TriggerEvent): string {
	return `${requestId} ${event}`;
}

function changedAt({ updatedAt, createdAt }: ShortsRequestSummary): number {
	return Date.parse(updatedAt ?? createdAt ?? '');
}

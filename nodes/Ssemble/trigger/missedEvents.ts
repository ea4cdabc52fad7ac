import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { isFinished } from '../api/requestStatus';
import { nodeKey } from '../n8n/nodeRecord';
import {
	latestTime,
	mayHaveChangedSince,
	readAccountList,
	type ListedRequest,
} from './accountList';
import { keepCursor, oldestNews, type Cursor } from './cursor';
import { deliveryKey, listedEvents, startItem, type TriggerEvent } from './event';
import { acceptListed, hasFailed, wasDelivered } from './handledEvents';

/** How far back the trigger looks after n8n was down, in milliseconds. */
const FURTHEST_BACK_MS = 7 * 24 * 60 * 60 * 1_000;

/** For how long the list may be behind, in milliseconds: what shows up in it may have finished that much earlier. */
const LIST_LAG_MS = 2 * 60 * 1_000;

/** The most events of one round. Each costs a call when it is read back, and an account has 100 an hour. */
const MOST_EVENTS = 50;

/**
 * How often an event is given to an execution at most. One may never have begun, or have died with its process; one
 * whose event was delivered yields nothing, and costs no call.
 */
const MOST_TRIES = 5;

/** The same, if an execution had begun with it and could not read it. */
const MOST_FAILURES = 2;

/** A finished request in the account's list that can be news. */
interface Finished {
	listed: ListedRequest;
	event: TriggerEvent;
	/** As `deliveryKey` gives it. */
	key: string;
}

/**
 * Looks in the account's list of requests for those that have finished since the last round: created
 * elsewhere, or their event was lost. Moves the cursor on.
 *
 * @returns the events for one execution, the oldest first; none if nothing is new. If there are very many, they
 *   are the latest ones, and the next rounds get the others.
 * @throws NodeApiError if the list cannot be read; the next round makes up for it
 */
export async function findMissedEvents(
	context: IPollFunctions,
	cursor: Cursor,
): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const requests = await readChanged(client, cursor);
	const finished = finishedSinceStart(context, client, requests, cursor);

	const done = new Set(cursor.done);
	const open = finished.filter(({ event }) => !done.has(event.requestId));
	const taken = takeUnhandled(open);
	const triesOf = (one: Finished) =>
		(cursor.tries[one.event.requestId] ?? 0) + (taken.includes(one) ? 1 : 0);
	const isLastTry = (one: Finished) =>
		taken.includes(one) && triesOf(one) >= (hasFailed(one.key) ? MOST_FAILURES : MOST_TRIES);
	const left = open.filter((one) => !wasDelivered(one.key) && !isLastTry(one));

	const since = nextSince(cursor, requests, left);
	const settled = finished.filter(
		(one) => !left.includes(one) && mayHaveChangedSince(one.listed, since ?? -Infinity),
	);
	const tries = left.map((one): [string, number] => [one.event.requestId, triesOf(one)]);
	keepCursor(context, {
		...cursor,
		since,
		done: settled.map(({ event }) => event.requestId),
		tries: Object.fromEntries(tries.filter(([, times]) => times > 0)),
	});
	return taken.map((one) => startItem({ ...one.event, isLastLook: isLastTry(one) }));
}

/** The entries that may have changed since the last round, the latest first. */
async function readChanged(client: ApiClient, cursor: Cursor): Promise<ListedRequest[]> {
	const known = new Set([...cursor.done, ...cursor.finishedBefore]);
	const changed: ListedRequest[] = [];
	for await (const page of readAccountList(client, 'updatedAt')) {
		const since = Math.max(cursor.since ?? -Infinity, furthestBack(client));
		changed.push(...page.filter((listed) => mayHaveChangedSince(listed, since)));
		if (isBehind(page, since, known)) break;
	}
	return changed;
}

/** Whether all pages after this one hold nothing new. */
function isBehind(page: ListedRequest[], since: number, known: ReadonlySet<string>): boolean {
	const lastDated = page.filter(({ updatedAt }) => updatedAt !== undefined).at(-1);
	if (lastDated) return !mayHaveChangedSince(lastDated, since);
	// Nobody knows by what such entries are sorted. An empty page may be followed by others.
	const isNews = (listed: ListedRequest) =>
		mayHaveChangedSince(listed, since) && !known.has(listed.summary.requestId);
	return page.length > 0 && !page.some(isNews);
}

/** What can be news, with a selected event, the oldest first. */
function finishedSinceStart(
	context: IPollFunctions,
	client: ApiClient,
	requests: ListedRequest[],
	{ finishedBefore, startedAt }: Cursor,
): Finished[] {
	const selected = context.getNodeParameter('events') as string[];
	const scope = nodeKey(context);
	const before = new Set(finishedBefore);
	const oldest = Math.max(oldestNews(startedAt), furthestBack(client));
	return requests
		.filter(
			({ summary, createdAt = Infinity }) =>
				isFinished(summary.status) && !before.has(summary.requestId) && createdAt >= oldest,
		)
		.flatMap((listed) =>
			listedEvents(listed.summary)
				.filter(({ event }) => selected.includes(event))
				.map((event) => ({ listed, event, key: deliveryKey(scope, event) })),
		)
		.reverse();
}

function takeUnhandled(open: Finished[]): Finished[] {
	const taken: Finished[] = [];
	// After a start of n8n, what it missed is behind all that another process had delivered before.
	for (const one of [...open].reverse()) {
		if (taken.length === MOST_EVENTS) break;
		if (acceptListed(one.key)) taken.unshift(one);
	}
	return taken;
}

/** Up to where everything is done with: no request is left there, nor can one still show up. */
function nextSince(
	{ since = -Infinity }: Cursor,
	requests: ListedRequest[],
	left: Finished[],
): number | undefined {
	const latest = latestTime(requests) ?? -Infinity;
	const times = left.map(({ listed }) => listed.updatedAt ?? listed.createdAt ?? Infinity);
	const next = Math.max(since, Math.min(latest - LIST_LAG_MS, ...times));
	return next === -Infinity ? undefined : next;
}

function furthestBack(client: ApiClient): number {
	return client.serverTime(Date.now()) - FURTHEST_BACK_MS;
}

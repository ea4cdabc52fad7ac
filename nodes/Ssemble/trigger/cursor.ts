import type { IHookFunctions, IPollFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { isFinished } from '../api/requestStatus';
import {
	latestTime,
	LONGEST_PROCESSING_MS,
	readAccountList,
	type ListedRequest,
} from './accountList';

/**
 * How far a trigger that listens to the whole account has come. Its times are those of the account's list, in
 * milliseconds since 1970: whatever the clocks of Ssemble and of this machine say, they are in step with each other.
 */
export interface Cursor {
	/** The requests that had finished when the trigger began: no news, whatever changes about them. */
	finishedBefore: string[];
	/** The latest time in the list then; none if the list told none. */
	startedAt?: number;
	/** What finished before is done with. */
	since?: number;
	/** Requests that finished after that and are done with too. */
	done: string[];
	/** Requests that were given to executions whose end this process does not know: how often. */
	tries: Record<string, number>;
}

/** The most requests that are read when a trigger begins: a list without times has no other end. */
const MOST_READ_AT_START = 2_000;

type CursorContext = IHookFunctions | IPollFunctions;

/** The cursor of a trigger; undefined if it has not begun. */
export function readCursor(context: CursorContext): Cursor | undefined {
	return staticData(context)[cursorName(context)];
}

/** Keeps a cursor. n8n stores it when the trigger is activated, and when a round yields something. */
export function keepCursor(context: CursorContext, cursor: Cursor): void {
	staticData(context)[cursorName(context)] = cursor;
}

/** Forgets a cursor: the trigger begins anew. */
export function dropCursor(context: CursorContext): void {
	if (readCursor(context)) staticData(context)[cursorName(context)] = undefined;
}

/**
 * Lets a trigger begin: what is in the account's list by now does not count.
 *
 * @throws NodeApiError if the list cannot be read
 */
export async function beginCursor(context: CursorContext, client: ApiClient): Promise<void> {
	const requests: ListedRequest[] = [];
	for await (const page of readAccountList(client, 'createdAt')) {
		requests.push(...page);
		const created = page.flatMap(({ createdAt }) => createdAt ?? []).at(-1) ?? Infinity;
		if (created < oldestNews(latestTime(requests))) break;
		if (requests.length >= MOST_READ_AT_START) break;
	}
	const startedAt = latestTime(requests);
	const finished = requests.filter(
		({ summary, createdAt = Infinity }) =>
			isFinished(summary.status) && createdAt >= oldestNews(startedAt),
	);
	keepCursor(context, {
		finishedBefore: finished.map(({ summary }) => summary.requestId),
		startedAt,
		since: startedAt,
		done: [],
		tries: {},
	});
}

/** When the oldest request was created that can be news for a trigger. */
export function oldestNews(startedAt = -Infinity): number {
	return startedAt - LONGEST_PROCESSING_MS;
}

/** n8n keys what belongs to a node by its name, which can change; its ID cannot. */
function cursorName(context: CursorContext): string {
	return `ssembleTrigger ${context.getNode().id}`;
}

function staticData(context: CursorContext): Record<string, Cursor | undefined> {
	return context.getWorkflowStaticData('global') as Record<string, Cursor | undefined>;
}

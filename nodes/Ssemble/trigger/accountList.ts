import type { ApiClient } from '../api/client';
import { LISTS } from '../api/endpoints';
import { pages } from '../api/paging';
import type { ShortsRequestSummary } from '../api/types';

/**
 * The longest that a request may take, in milliseconds: an entry without `updatedAt` finished at most that long
 * after its creation. Ours, and generous: the API documents 30 minutes.
 */
export const LONGEST_PROCESSING_MS = 24 * 60 * 60 * 1_000;

/** A time that is further ahead than this, in milliseconds, cannot be right: it would end all rounds. */
const FURTHEST_AHEAD_MS = 24 * 60 * 60 * 1_000;

/** An entry of the account's list with its times, in milliseconds since 1970, as far as it tells them. */
export interface ListedRequest {
	summary: ShortsRequestSummary;
	createdAt?: number;
	updatedAt?: number;
}

/**
 * The account's list of requests, page by page, the latest first.
 *
 * @throws NodeApiError if it cannot be read
 */
export async function* readAccountList(
	client: ApiClient,
	sortBy: 'createdAt' | 'updatedAt',
): AsyncGenerator<ListedRequest[]> {
	const call = { ...LISTS.requests, query: { sortBy, sortOrder: 'desc' } };
	for await (const page of pages<ShortsRequestSummary>(client, call)) {
		const latestPlausible = client.serverTime(Date.now()) + FURTHEST_AHEAD_MS;
		yield page.map((summary) => ({
			summary,
			createdAt: timeOf(summary.createdAt, latestPlausible),
			updatedAt: timeOf(summary.updatedAt, latestPlausible),
		}));
	}
}

/** The latest time that entries tell, in milliseconds since 1970; undefined if they tell none. */
export function latestTime(requests: ListedRequest[]): number | undefined {
	const times = requests.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]);
	return times.reduce(
		(latest, time) => (time === undefined || time < (latest ?? time) ? latest : time),
		undefined,
	);
}

/** Whether an entry may have changed since a moment, which it need not tell. Milliseconds since 1970. */
export function mayHaveChangedSince(
	{ createdAt, updatedAt }: ListedRequest,
	moment: number,
): boolean {
	if (updatedAt !== undefined) return updatedAt >= moment;
	return createdAt === undefined || createdAt >= moment - LONGEST_PROCESSING_MS;
}

function timeOf(date: string | undefined, latestPlausible: number): number | undefined {
	const time = Date.parse(date ?? '');
	return Number.isNaN(time) || time > latestPlausible ? undefined : time;
}

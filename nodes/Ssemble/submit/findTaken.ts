import type { ApiClient } from '../api/client';
import { getRequest, NEWEST_REQUESTS } from '../api/endpoints';
import { pages } from '../api/paging';
import type { CreatedShorts, ShortsRequest } from '../api/types';
import { couldBeSource, fitOf } from './sameRequest';
import type { Sent } from './submission';

/** Milliseconds before each look at the list: it may be some seconds behind, or Ssemble still at work on the request. */
const LOOK_AFTER_MS = [1_000, 3_000, 6_000];

/** How many adopted requests this process remembers. */
const MOST_CLAIMED = 10_000;

/** The ids of requests that executions of this process have adopted: none is adopted twice. */
const CLAIMED = new Set<string>();

/** A submission whose answer got lost. */
type Lost = Pick<Sent, 'body' | 'sentAt'>;

/** A request that may be what became of a submission. */
interface Candidate {
	/** Milliseconds since 1970, by Ssemble's clock; NaN if the list does not tell. */
	createdAt: number;
	request: ShortsRequest;
}

/**
 * Finds the requests that Ssemble made of submissions whose answers got lost: created since then, with the
 * same source and range, and not the answer to another submission.
 *
 * @param known ids that belong to other submissions
 * @param claimed ids that executions of this process have adopted
 * @returns what Ssemble took, as far as it was found, and what kept the account's requests from being read, if
 *   anything did; without that, a submission that was not found was not taken
 */
export async function findTaken<One extends Lost>(
	client: ApiClient,
	submissions: One[],
	known: ReadonlySet<string>,
	claimed = CLAIMED,
): Promise<{ found: Map<One, CreatedShorts>; trouble?: unknown }> {
	const found = new Map<One, CreatedShorts>();
	const read = new Map<string, ShortsRequest>();
	let trouble: unknown;

	try {
		for (const delay of LOOK_AFTER_MS) {
			const missing = submissions.filter((submission) => !found.has(submission));
			if (missing.length === 0) break;
			await client.pause(delay);
			const taken = new Set([...known, ...claimed, ...idsOf(found)]);
			const candidates = await findCandidates(client, missing, taken, read);
			assign(client, missing, candidates, found, claimed);
			const left = missing.filter((submission) => !found.has(submission));
			const adopted = new Set(idsOf(found));
			trouble = doubt(
				client,
				left,
				candidates.filter(({ request }) => !adopted.has(request._id)),
			);
		}
	} catch (error) {
		return { found, trouble: error };
	}
	return { found, trouble };
}

function idsOf(found: Map<Lost, CreatedShorts>): string[] {
	return [...found.values()].map(({ requestId }) => requestId);
}

/** @param read requests read so far, by id; a call is saved for each */
async function findCandidates(
	client: ApiClient,
	missing: Lost[],
	taken: ReadonlySet<string>,
	read: Map<string, ShortsRequest>,
): Promise<Candidate[]> {
	const firstSent = Math.min(...missing.map(({ sentAt }) => sentAt));
	const candidates: Candidate[] = [];

	for await (const page of pages(client, NEWEST_REQUESTS)) {
		const recent = page
			.map((summary) => ({ ...summary, created: Date.parse(summary.createdAt ?? '') }))
			.filter(({ created }) => isSince(client, created, firstSent));
		for (const { requestId, url, status, created } of recent) {
			if (taken.has(requestId) || !missing.some(({ body }) => couldBeSource(url, body))) continue;
			const request = read.get(requestId) ?? (await tryToRead(client, requestId));
			if (request) read.set(requestId, request);
			candidates.push({
				createdAt: created,
				request: request ?? { _id: requestId, status, url: url ?? undefined },
			});
		}
		if (recent.length < page.length) break;
	}
	return candidates;
}

/** One request that cannot be read must not hide the others: nothing more is known of it than the list tells. */
async function tryToRead(client: ApiClient, requestId: string): Promise<ShortsRequest | undefined> {
	try {
		return await getRequest(client, requestId);
	} catch {
		return undefined;
	}
}

/** By Ssemble's clock, whose lead over this machine's every answer tells anew. */
function isSince(client: ApiClient, createdAt: number, sentAt: number): boolean {
	return !(createdAt < client.earliestDate(sentAt));
}

/** Gives each submission its request: to all those that fit exactly first, then times that were rounded or shortened. */
function assign<One extends Lost>(
	client: ApiClient,
	missing: One[],
	candidates: Candidate[],
	found: Map<One, CreatedShorts>,
	claimed: Set<string>,
): void {
	const left = new Set(candidates);
	for (const fit of ['exact', 'rounded', 'shortened']) {
		for (const submission of missing) {
			if (found.has(submission)) continue;
			// Another execution may have claimed one while this one was reading.
			const candidate = [...left].find(
				(one) =>
					!claimed.has(one.request._id) &&
					couldBe(client, one, submission) &&
					fitOf(one.request, submission.body) === fit,
			);
			if (!candidate) continue;
			const { _id: requestId, status } = candidate.request;
			found.set(submission, { requestId, status });
			claim(claimed, requestId);
			left.delete(candidate);
		}
	}
}

function couldBe(
	client: ApiClient,
	{ createdAt, request }: Candidate,
	{ body, sentAt }: Lost,
): boolean {
	return isSince(client, createdAt, sentAt) && couldBeSource(request.url, body);
}

function claim(claimed: Set<string>, requestId: string): void {
	claimed.add(requestId);
	const [oldest] = claimed;
	if (claimed.size > MOST_CLAIMED && oldest !== undefined) claimed.delete(oldest);
}

/** Why it cannot be told whether one of the candidates is what became of a submission, if it cannot. */
function doubt(client: ApiClient, missing: Lost[], candidates: Candidate[]): Error | undefined {
	const untold = candidates.find((candidate) =>
		missing.some(
			(submission) =>
				couldBe(client, candidate, submission) &&
				fitOf(candidate.request, submission.body) === 'untold',
		),
	);
	if (!untold) return undefined;
	return new Error(`request ${untold.request._id} may be it, but its range could not be read`);
}

import type { ApiClient } from '../api/client';
import { getRequest, NEWEST_REQUESTS } from '../api/endpoints';
import { pages } from '../api/paging';
import type {
	CreatedShorts,
	CreateShortsBody,
	ShortsRequest,
	ShortsRequestSummary,
} from '../api/types';
import type { Sent } from './submission';

/** Milliseconds before each look at the list: a slow server may still be taking a request. */
const LOOK_AFTER_MS = [1_000, 4_000];

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
 * @returns what Ssemble took, as far as it was found, and what kept the account's requests from being read, if
 *   anything did; without that, a submission that was not found was not taken
 */
export async function findTaken<One extends Lost>(
	client: ApiClient,
	submissions: One[],
	known: ReadonlySet<string>,
): Promise<{ found: Map<One, CreatedShorts>; trouble?: unknown }> {
	const found = new Map<One, CreatedShorts>();
	const read = new Map<string, ShortsRequest>();

	try {
		for (const delay of LOOK_AFTER_MS) {
			const missing = submissions.filter((submission) => !found.has(submission));
			if (missing.length === 0) break;
			await client.pause(delay);
			const taken = new Set([...known, ...idsOf(found)]);
			assign(client, missing, await findCandidates(client, missing, taken, read), found);
		}
	} catch (trouble) {
		return { found, trouble };
	}
	return { found };
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

	for await (const page of pages<ShortsRequestSummary>(client, NEWEST_REQUESTS)) {
		const recent = page
			.map((summary) => ({ ...summary, created: Date.parse(summary.createdAt ?? '') }))
			.filter(({ created }) => isSince(client, created, firstSent));
		for (const { requestId, url, created } of recent) {
			if (taken.has(requestId) || !missing.some(({ body }) => couldBeSource(url, body))) continue;
			const request = read.get(requestId) ?? (await getRequest(client, requestId));
			read.set(requestId, request);
			candidates.push({ createdAt: created, request });
		}
		if (recent.length < page.length) break;
	}
	return candidates;
}

/** By Ssemble's clock, whose lead over this machine's every answer tells anew. */
function isSince(client: ApiClient, createdAt: number, sentAt: number): boolean {
	return !(createdAt < client.earliestDate(sentAt));
}

/** Gives each submission its request: to all those that fit exactly first, then ranges that were shortened. */
function assign<One extends Lost>(
	client: ApiClient,
	missing: One[],
	candidates: Candidate[],
	found: Map<One, CreatedShorts>,
): void {
	const left = new Set(candidates);
	const isExact = ({ request }: Candidate, { body }: Lost) => fits(request, body);
	const isShortened = (candidate: Candidate, { body }: Lost) =>
		fitsShortened(candidate.request, body) &&
		!missing.some((other) => !found.has(other) && isExact(candidate, other));

	for (const isIt of [isExact, isShortened]) {
		for (const submission of missing) {
			if (found.has(submission)) continue;
			const candidate = [...left].find(
				(one) =>
					isSince(client, one.createdAt, submission.sentAt) &&
					couldBeSource(one.request.url, submission.body) &&
					isIt(one, submission),
			);
			if (!candidate) continue;
			const { _id: requestId, status } = candidate.request;
			found.set(submission, { requestId, status });
			left.delete(candidate);
		}
	}
}

function fits({ start, end }: ShortsRequest, body: CreateShortsBody): boolean {
	return start === body.start && end === body.end;
}

/** Whether it could be a range that ran past the end of the video, which the API shortens. */
function fitsShortened({ start, end }: ShortsRequest, body: CreateShortsBody): boolean {
	return start === body.start && typeof end === 'number' && end < body.end;
}

/**
 * Whether a request with this address could have been made of a body.
 *
 * @param url as the API gives it; nothing if it does not tell
 */
export function couldBeSource(url: string | null | undefined, body: CreateShortsBody): boolean {
	const source = body.url ?? body.fileUrl ?? '';
	if (!url || url === source) return true;
	const video = youTubeVideo(source);
	return video !== undefined && video === youTubeVideo(url);
}

/** The id of a YouTube video: the API may give its address in another form than it got it. */
function youTubeVideo(url: string): string | undefined {
	return /(?:youtu\.be\/|youtube(?:-nocookie)?\.com\/(?:watch\?(?:.*&)?v=|live\/|embed\/|v\/))([\w-]+)/.exec(
		url,
	)?.[1];
}

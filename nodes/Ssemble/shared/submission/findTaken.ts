import type { ApiClient } from '../client';
import { getRequest, LISTS } from '../endpoints';
import { pages } from '../paging';
import type {
	CreatedShorts,
	CreateShortsBody,
	ShortsRequest,
	ShortsRequestSummary,
} from '../types';

/** Milliseconds before each look for the request: a slow server may still be taking it. */
const LOOK_AFTER_MS = [1_000, 4_000];

/** How much earlier than the first attempt a request may seem created, in milliseconds: clocks are read to the second. */
const CLOCK_SLACK_MS = 5_000;

interface Sent {
	body: CreateShortsBody;
	/** Milliseconds since 1970, by this machine's clock. */
	sentAt: number;
}

/**
 * Finds the request that Ssemble made of a submission whose answer got lost: created since then, with the
 * same source and range, and not the answer to another submission.
 *
 * @param others all submissions whose answer got lost; what fits one of them exactly is left to it
 * @param known ids that belong to other submissions
 * @returns undefined if Ssemble did not take the submission
 * @throws NodeApiError if the account's requests cannot be read
 */
export async function findTaken(
	client: ApiClient,
	sent: Sent,
	others: Sent[],
	known: ReadonlySet<string>,
): Promise<CreatedShorts | undefined> {
	for (const delay of LOOK_AFTER_MS) {
		await client.pause(delay);
		const candidates = await requestsSince(client, sent, known);
		const exact = candidates.find((request) => fits(request, sent.body));
		const found = exact ?? candidates.find((request) => fitsAdjusted(request, sent.body, others));
		if (found) return { requestId: found._id, status: found.status };
	}
	return undefined;
}

async function requestsSince(
	client: ApiClient,
	{ body, sentAt }: Sent,
	known: ReadonlySet<string>,
): Promise<ShortsRequest[]> {
	const since = client.serverTime(sentAt) - CLOCK_SLACK_MS;
	const query = { sortBy: 'createdAt', sortOrder: 'desc' };
	const found: ShortsRequest[] = [];

	for await (const page of pages<ShortsRequestSummary>(client, { ...LISTS.requests, query })) {
		const recent = page.filter(({ createdAt }) => Date.parse(createdAt ?? '') >= since);
		for (const { requestId, url } of recent) {
			if (known.has(requestId) || !couldBeSource(url, body)) continue;
			const request = await getRequest(client, requestId);
			if (couldBeSource(request.url, body)) found.push(request);
		}
		if (recent.length < page.length) break;
	}
	return found;
}

function fits({ start, end }: ShortsRequest, body: CreateShortsBody): boolean {
	return start === body.start && end === body.end;
}

/** A range that ran past the end of the video was shortened by the API. */
function fitsAdjusted(request: ShortsRequest, body: CreateShortsBody, others: Sent[]): boolean {
	const { start, end } = request;
	if (start !== body.start || end === undefined || end >= body.end) return false;
	return !others.some(
		(other) => couldBeSource(request.url, other.body) && fits(request, other.body),
	);
}

function couldBeSource(url: string | undefined, body: CreateShortsBody): boolean {
	const source = body.url ?? body.fileUrl ?? '';
	if (url === undefined || url === source) return true;
	const video = youTubeVideo(source);
	return video !== undefined && video === youTubeVideo(url);
}

/** The id of a YouTube video: the API may give its address in another form than it got it. */
function youTubeVideo(url: string): string | undefined {
	return /(?:youtu\.be\/|youtube(?:-nocookie)?\.com\/(?:watch\?(?:.*&)?v=|live\/|embed\/))([\w-]+)/.exec(
		url,
	)?.[1];
}

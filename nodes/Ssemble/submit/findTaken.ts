import type { ApiClient } from '../api/client';
import { getRequest, getTemplates, NEWEST_REQUESTS } from '../api/endpoints';
import { pages } from '../api/paging';
import type { CreatedShorts, ShortsRequest, ShortsRequestSummary } from '../api/types';
import { asText } from '../n8n/json';
import { withoutFileToken } from '../n8n/signedFile';
import { claimRequest, type Owner } from './claims';
import { couldBeSource, fitOf, type Fit } from './sameRequest';
import type { Sent } from './submission';

/** Milliseconds before each look at the list: it may be some seconds behind, or Ssemble still at work on the request. */
const LOOK_AFTER_MS = [1_000, 3_000, 6_000];

/** A submission whose answer got lost. */
type Lost = Pick<Sent, 'body' | 'sentAt'>;

/** A request that may be what became of a submission. */
interface Candidate {
	/** Milliseconds since 1970, by Ssemble's clock; NaN if the list does not tell. */
	createdAt: number;
	request: ShortsRequest;
	/** As of `fitOf`. */
	templateIds?: string[];
}

interface Found<One> {
	/** What Ssemble made of them. */
	found: Map<One, CreatedShorts>;
	/** Submissions of which it cannot be told whether Ssemble accepted them, and why. It surely did not accept the others. */
	doubts: Map<One, string>;
	/** What kept the list from being read, so that nothing can be told of the others either. */
	trouble?: unknown;
}

/**
 * Finds the requests that Ssemble made of submissions whose answers got lost: created since then, with the same
 * source, range and options, and not the answer to another submission. What cannot be told apart is not adopted.
 *
 * @param known ids that belong to other submissions
 */
export async function findTaken<One extends Lost>(
	client: ApiClient,
	submissions: One[],
	known: ReadonlySet<string>,
	owner: Owner,
	lookAfterMs = LOOK_AFTER_MS,
): Promise<Found<One>> {
	const found = new Map<One, CreatedShorts>();
	const search = new Search(client, known);
	let doubts = new Map<One, string>();
	try {
		for (const delay of lookAfterMs) {
			const missing = submissions.filter((submission) => !found.has(submission));
			if (missing.length === 0) break;
			await client.pause(delay);
			doubts = adopt(client, missing, await search.candidatesFor(missing), found, owner);
		}
	} catch (trouble) {
		return { found, doubts, trouble };
	}
	return { found, doubts };
}

/** Looks at the account's list of requests, and remembers what it has read in it. */
class Search {
	private readonly read = new Map<string, ShortsRequest>();

	/** The ids of each caption template, by whatever Ssemble calls it. */
	private templates: ReadonlyMap<string, string[]> | undefined;

	constructor(
		private readonly client: ApiClient,
		private readonly known: ReadonlySet<string>,
	) {}

	/** The oldest of those made since the first submission come first, then those dated a little before. */
	async candidatesFor(missing: Lost[]): Promise<Candidate[]> {
		const firstSent = Math.min(...missing.map(({ sentAt }) => sentAt));
		const candidates: Candidate[] = [];
		for await (const page of pages(this.client, NEWEST_REQUESTS)) {
			const recent = page.filter((summary) => isSince(this.client, createdAt(summary), firstSent));
			for (const summary of recent) {
				const { requestId, url } = summary;
				if (this.known.has(requestId) || !missing.some(({ body }) => couldBeSource(url, body)))
					continue;
				const request = await this.requestOf(summary);
				const templateIds = await this.templateIdsOf(request, missing);
				candidates.push({ createdAt: createdAt(summary), request, templateIds });
			}
			if (recent.length < page.length) break;
		}
		const sentAt = this.client.serverTime(firstSent);
		const before = candidates.filter((one) => one.createdAt < sentAt);
		const since = candidates.filter((one) => !before.includes(one));
		return [...since.reverse(), ...before];
	}

	/** One request that cannot be read must not hide the others: nothing more is known of it than the list tells. */
	private async requestOf(summary: ShortsRequestSummary): Promise<ShortsRequest> {
		const { requestId, status, url } = summary;
		try {
			const request = this.read.get(requestId) ?? (await getRequest(this.client, requestId));
			this.read.set(requestId, request);
			return request;
		} catch {
			return { _id: requestId, status, url };
		}
	}

	/** Read only if a submission names a template, because it takes another call. */
	private async templateIdsOf(
		{ template }: ShortsRequest,
		missing: Lost[],
	): Promise<string[] | undefined> {
		if (!missing.some(({ body }) => body.templateId !== undefined)) return undefined;
		this.templates ??= await readTemplates(this.client);
		return this.templates.get(asText(template).toLowerCase());
	}
}

async function readTemplates(client: ApiClient): Promise<ReadonlyMap<string, string[]>> {
	const templates = await getTemplates(client);
	const entries = templates.flatMap(({ templateId, name, displayName, isDefault }) => {
		const ids = isDefault ? [templateId, ''] : [templateId];
		return [templateId, name, displayName].map((text): [string, string[]] => [
			text.toLowerCase(),
			ids,
		]);
	});
	return new Map(entries);
}

function createdAt(summary: ShortsRequestSummary): number {
	return Date.parse(summary.createdAt ?? '');
}

/** By Ssemble's clock, whose lead over this machine's every answer tells anew. */
function isSince(client: ApiClient, created: number, sentAt: number): boolean {
	return !(created < client.earliestCreation(sentAt));
}

/**
 * Gives each submission its request: to all those that fit exactly first, then times that were rounded or shortened.
 *
 * @returns those of the others that a request may belong to, and why that cannot be told
 */
function adopt<One extends Lost>(
	client: ApiClient,
	missing: One[],
	candidates: Candidate[],
	found: Map<One, CreatedShorts>,
	owner: Owner,
): Map<One, string> {
	const doubts = new Map<One, string>();
	const free = new Set(candidates);
	for (const fit of ['exact', 'rounded', 'shortened', 'untold'] satisfies Fit[]) {
		for (const candidate of free) {
			const fitting = missing.filter((one) => !found.has(one) && fits(client, candidate, one, fit));
			const [first, ...others] = fitting;
			if (!first) continue;
			if (fit === 'untold' || others.some((other) => !isSame(other, first))) {
				for (const one of fitting) doubts.set(one, doubtAbout(candidate, fit));
				continue;
			}
			if (claimRequest(candidate.request._id, owner)) found.set(first, createdOf(candidate, first));
			free.delete(candidate);
		}
	}
	for (const one of found.keys()) doubts.delete(one);
	return doubts;
}

function fits(client: ApiClient, candidate: Candidate, { body, sentAt }: Lost, fit: Fit): boolean {
	const { createdAt: created, request, templateIds } = candidate;
	return (
		isSince(client, created, sentAt) &&
		couldBeSource(request.url, body) &&
		fitOf(request, body, templateIds) === fit
	);
}

function doubtAbout({ request }: Candidate, fit: Fit): string {
	return fit === 'untold'
		? `request ${request._id} may be it, but its range could not be read`
		: `request ${request._id} may be it, but another item asks for the same part of the same video`;
}

function isSame(a: Lost, b: Lost): boolean {
	const textOf = ({ body: { fileUrl, ...body } }: Lost) =>
		JSON.stringify([withoutFileToken(fileUrl ?? ''), body]);
	return textOf(a) === textOf(b);
}

/** What the answer would have told; a range that ends earlier than asked for ends with the video. */
function createdOf({ request }: Candidate, { body }: Lost): CreatedShorts {
	const { _id: requestId, status } = request;
	if (fitOf(request, body) !== 'shortened') return { requestId, status };
	const adjusted = { start: Number(request.start), end: Number(request.end) };
	return { requestId, status, timeAdjustment: { adjusted } };
}

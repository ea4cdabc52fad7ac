import type { ApiClient } from '../api/client';
import { NEWEST_REQUESTS } from '../api/endpoints';
import { pages } from '../api/paging';
import type { CreatedShorts, ShortsRequestSummary } from '../api/types';
import { couldBeSource } from './sameRequest';
import type { SubmissionRecord } from './record';
import type { Submission } from './submission';

/** What became of submissions that had been begun, as far as the record tells. */
interface Found {
	found: Map<Submission, CreatedShorts>;
	/** Requests that the record knows, by id: they are not to be taken for anything else. */
	recorded: Set<string>;
	/** What kept the account's requests from being read, if anything did. */
	trouble?: unknown;
}

/**
 * Finds the requests that Ssemble made of submissions before the process died, in the account's list.
 *
 * @param known ids that belong to other submissions of the execution
 * @param since no request is older. Milliseconds since 1970, by Ssemble's clock.
 */
export async function findBegun(
	client: ApiClient,
	record: SubmissionRecord,
	begun: Submission[],
	known: ReadonlySet<string>,
	since: number,
): Promise<Found> {
	const found = new Map<Submission, CreatedShorts>();
	const recorded = new Set<string>();
	if (begun.length === 0) return { found, recorded };
	try {
		for await (const page of pages(client, NEWEST_REQUESTS)) {
			const recent = page.filter(({ createdAt }) => !(Date.parse(createdAt ?? '') < since));
			const likely = recent.filter(({ requestId }) => !known.has(requestId));
			const missing = begun.filter((submission) => !found.has(submission));
			const madeOf = await record.submissionsOf(candidatesIn(likely, missing));
			for (const { requestId, status } of likely) {
				if (madeOf.has(requestId)) recorded.add(requestId);
				const submission = madeOf.get(requestId);
				if (submission && !found.has(submission)) found.set(submission, { requestId, status });
			}
			if (recent.length < page.length || found.size === begun.length) break;
		}
	} catch (trouble) {
		return { found, recorded, trouble };
	}
	return { found, recorded };
}

/** The submissions of which each request may have been made, by its id. */
function candidatesIn(
	requests: ShortsRequestSummary[],
	submissions: Submission[],
): Map<string, Submission[]> {
	const entries = requests.map(({ requestId, url }): [string, Submission[]] => [
		requestId,
		submissions.filter(({ body }) => couldBeSource(url, body)),
	]);
	return new Map(entries.filter(([, ones]) => ones.length > 0));
}

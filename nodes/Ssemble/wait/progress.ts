import type { ApiClient } from '../api/client';
import { findRequest, NEWEST_REQUESTS } from '../api/endpoints';
import { CALLS_AT_ONCE } from '../n8n/items';
import { pages } from '../api/paging';
import { inParallel } from '../n8n/parallel';
import { isFinished } from '../api/requestStatus';
import type { RequestStatus, ShortsRequest } from '../api/types';
import { requestsOf, type Batch } from './batch';

/** What the API has told so far about the requests of a batch. */
export class Progress {
	/** The last known status of each request that was asked about, by id. */
	readonly statuses = new Map<string, RequestStatus>();

	/** Finished requests that were read as a whole, by id: they need not be read again. */
	readonly results = new Map<string, ShortsRequest>();

	constructor(private readonly batch: Batch) {}

	/** The ids of the requests that are not known to have finished. */
	get unfinished(): string[] {
		return requestsOf(this.batch)
			.map(({ requestId }) => requestId)
			.filter((id) => !isFinished(this.statuses.get(id)));
	}

	/**
	 * Looks at the account's list of requests, as far back as needed, which takes one call for up to a hundred
	 * requests. What is not in the list is asked about by itself.
	 *
	 * @param enough ends the look early, given the statuses that it has seen so far
	 * @returns those statuses, by request id
	 * @throws NodeApiError if the API cannot be read
	 */
	async lookAtList(
		client: ApiClient,
		enough: (seen: ReadonlyMap<string, RequestStatus>) => boolean = () => false,
	): Promise<ReadonlyMap<string, RequestStatus>> {
		const missing = new Set(this.unfinished);
		const seen = new Map<string, RequestStatus>();
		for await (const page of pages(client, NEWEST_REQUESTS)) {
			for (const { requestId, status } of page) {
				if (!missing.delete(requestId)) continue;
				seen.set(requestId, status);
				this.statuses.set(requestId, status);
			}
			if (missing.size === 0 || enough(seen)) return seen;
			const oldest = Date.parse(page.at(-1)?.createdAt ?? '');
			if (!(oldest >= this.batch.createdAfter)) break;
		}
		await this.read(client, [...missing]);
		for (const id of missing) seen.set(id, this.statuses.get(id) ?? 'queued');
		return seen;
	}

	/**
	 * Reads requests one by one.
	 *
	 * @throws NodeApiError if the API cannot be read
	 */
	async read(client: ApiClient, ids: string[]): Promise<void> {
		await inParallel(ids, CALLS_AT_ONCE, async (id) => {
			const request = await findRequest(client, id);
			// One that was deleted has come to its end, too.
			this.statuses.set(id, request?.status ?? 'cancelled');
			if (request && isFinished(request.status)) this.results.set(id, request);
		});
	}
}

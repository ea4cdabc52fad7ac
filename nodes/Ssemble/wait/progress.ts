import type { ApiClient } from '../api/client';
import { findRequest, NEWEST_REQUESTS } from '../api/endpoints';
import { CALLS_AT_ONCE } from '../n8n/items';
import { pages } from '../api/paging';
import { inParallel } from '../n8n/parallel';
import { isFinished } from '../api/requestStatus';
import type { RequestStatus, ShortsRequest } from '../api/types';
import { requestsOf, type Batch } from './batch';

/** What the API has told about a batch so far. */
export class Progress {
	/** The last known status of each request that was asked about, by id. */
	readonly statuses = new Map<string, RequestStatus>();

	/** The finished requests that were read, by id. */
	readonly results = new Map<string, ShortsRequest>();

	constructor(private readonly batch: Batch) {}

	/** The ids of the requests that are not known to have finished. */
	get unfinished(): string[] {
		return this.ids.filter((id) => !isFinished(this.statuses.get(id)));
	}

	/** The ids of the requests whose results were not read. */
	get unread(): string[] {
		return this.ids.filter((id) => !this.results.has(id));
	}

	/**
	 * Looks at the account's list of requests, as far back as needed, which takes one call for up to a hundred
	 * requests. What is not in the list is read by itself.
	 *
	 * @param enough ends the look early, given the statuses that it has seen so far
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
	 * Reads requests, and keeps those that have finished.
	 *
	 * @throws NodeApiError if the API cannot be read
	 */
	async read(client: ApiClient, ids: string[]): Promise<void> {
		await inParallel(ids, CALLS_AT_ONCE, async (id) => {
			const request = (await findRequest(client, id)) ?? deleted(id);
			this.statuses.set(id, request.status);
			if (isFinished(request.status)) this.results.set(id, request);
		});
	}

	private get ids(): string[] {
		return requestsOf(this.batch).map(({ requestId }) => requestId);
	}
}

function deleted(requestId: string): ShortsRequest {
	return {
		_id: requestId,
		status: 'cancelled',
		failureReason:
			'Ssemble does not know this request any more. It was deleted, or the credential now belongs to another account.',
	};
}

import type { ApiClient } from './client';
import { namedFrom, requestFrom, requestStatusFrom, summaryFrom, templateFrom } from './read';
import { dataIn } from './call';
import { errorCode } from './errors';
import { isJsonObject } from '../n8n/json';
import type {
	MusicTrack,
	ShortsRequest,
	ShortsRequestStatus,
	ShortsRequestSummary,
	StockVideo,
	Template,
} from './types';
import type { ListCall } from './paging';

interface Lists {
	requests: ListCall<ShortsRequestSummary>;
	music: ListCall<MusicTrack>;
	gameVideos: ListCall<StockVideo>;
	memeHooks: ListCall<StockVideo>;
}

/** The lists that span pages. */
export const LISTS: Lists = {
	requests: { path: '/shorts', listKey: 'requests', idKey: 'requestId', read: summaryFrom },
	music: { path: '/music', listKey: 'music', idKey: 'name', read: namedFrom },
	gameVideos: { path: '/game-videos', listKey: 'gameVideos', idKey: 'name', read: namedFrom },
	memeHooks: { path: '/meme-hooks', listKey: 'memeHooks', idKey: 'name', read: namedFrom },
};

/** The list of requests, those created last first. */
export const NEWEST_REQUESTS: ListCall<ShortsRequestSummary> = {
	...LISTS.requests,
	query: { sortBy: 'createdAt', sortOrder: 'desc' },
};

/**
 * Reads a request with its clips and transcript.
 *
 * @throws NodeApiError if it is unknown, or cannot be read
 */
export async function getRequest(
	client: ApiClient,
	requestId: string,
	itemIndex?: number,
): Promise<ShortsRequest> {
	const data = await client.data({ method: 'GET', path: `/shorts/${requestId}`, itemIndex });
	return requestFrom(data, requestId);
}

/**
 * Reads a request with its clips and transcript, if there is such a request.
 *
 * @returns undefined if it was deleted, or belongs to another account
 * @throws NodeApiError if it cannot be read
 */
export async function findRequest(
	client: ApiClient,
	requestId: string,
): Promise<ShortsRequest | undefined> {
	const outcome = await client.attempt({ method: 'GET', path: `/shorts/${requestId}` });
	if (outcome.kind === 'refused' && errorCode(outcome.response) === 'resource_not_found') {
		return undefined;
	}
	const data = dataIn(outcome);
	if (!data) throw client.errorOf(outcome);
	return requestFrom(data, requestId);
}

/**
 * Reads how far a request has come.
 *
 * @throws NodeApiError if it is unknown, or cannot be read
 */
export async function getRequestStatus(
	client: ApiClient,
	requestId: string,
	itemIndex?: number,
): Promise<ShortsRequestStatus> {
	const path = `/shorts/${requestId}/status`;
	return requestStatusFrom(await client.data({ method: 'GET', path, itemIndex }), requestId);
}

/**
 * Deletes a request, its clips and its transcript for good. A request in progress is cancelled first.
 *
 * @throws NodeApiError if it is unknown, or the call does not succeed; not if the answer got lost, but the
 *   request is gone
 */
export async function deleteRequest(
	client: ApiClient,
	requestId: string,
	itemIndex?: number,
): Promise<void> {
	const path = `/shorts/${requestId}`;
	const outcome = await client.attempt({ method: 'DELETE', path, itemIndex });
	if (outcome.kind === 'done') return;
	// By its documentation, an answer of 500 leaves it open whether the request was deleted.
	const isGone = outcome.kind === 'unclear' && (await findRequest(client, requestId)) === undefined;
	if (!isGone) throw outcome.error;
}

/**
 * Reads all caption styles; the API does not page them.
 *
 * @throws NodeApiError if they cannot be read
 */
export async function getTemplates(
	client: ApiClient,
	itemIndex?: number,
): Promise<Array<Template & { isDefault: boolean }>> {
	const data = await client.data({ method: 'GET', path: '/templates', itemIndex });
	const list: unknown[] = Array.isArray(data.templates) ? data.templates : [];
	return list
		.filter(isJsonObject)
		.flatMap((entry) => templateFrom(entry) ?? [])
		.map((template) => ({
			...template,
			isDefault: template.templateId === data.defaultTemplateId,
		}));
}

import type { IDataObject } from 'n8n-workflow';
import type { ApiClient } from './client';
import { isJsonObject } from '../n8n/json';

/** The most entries that the API gives on one page (API documentation, GET /shorts). */
const LARGEST_PAGE = 100;

export interface ListCall {
	/** Below the base URL, e.g. "/shorts". */
	path: string;
	/** The field of `data` that holds the entries. */
	listKey: string;
	/** The field that tells two entries apart. */
	idKey: string;
	query?: IDataObject;
	itemIndex?: number;
}

export interface ListPage<Entry> {
	entries: Entry[];
	isLast: boolean;
}

/**
 * Reads one page of a list.
 *
 * @param page from 1
 * @param pageSize 1–100
 * @throws NodeApiError if it cannot be read
 */
export async function readPage<Entry extends IDataObject>(
	client: ApiClient,
	{ path, listKey, query, itemIndex }: ListCall,
	page: number,
	pageSize = LARGEST_PAGE,
): Promise<ListPage<Entry>> {
	const data = await client.data({
		method: 'GET',
		path,
		query: { ...query, page, limit: pageSize },
		itemIndex,
	});
	const entries = Array.isArray(data[listKey]) ? data[listKey] : [];
	return {
		entries: entries.filter(isJsonObject) as Entry[],
		isLast: isLastPage(data.pagination, page, entries.length, pageSize),
	};
}

/**
 * The entries of a list, page after page. An entry that moved to the next page meanwhile comes only once.
 *
 * @param pageSize 1–100
 * @throws NodeApiError if a page cannot be read
 */
export async function* pages<Entry extends IDataObject>(
	client: ApiClient,
	call: ListCall,
	pageSize = LARGEST_PAGE,
): AsyncGenerator<Entry[]> {
	const seen = new Set<unknown>();
	for (let page = 1; ; page++) {
		const { entries, isLast } = await readPage<Entry>(client, call, page, pageSize);
		const fresh = entries.filter((entry) => isNew(seen, entry[call.idKey]));
		yield fresh;
		// A page of nothing but known entries can only come from a server that does not know pages.
		if (isLast || fresh.length === 0) return;
	}
}

/**
 * Up to `limit` entries of a list, in pages of at most 100.
 *
 * @throws NodeApiError if a page cannot be read
 */
export async function listEntries<Entry extends IDataObject>(
	client: ApiClient,
	call: ListCall,
	limit = Infinity,
): Promise<Entry[]> {
	const entries: Entry[] = [];
	for await (const page of pages<Entry>(client, call, Math.min(limit, LARGEST_PAGE))) {
		entries.push(...page);
		if (entries.length >= limit) break;
	}
	return entries.slice(0, limit);
}

function isNew(seen: Set<unknown>, id: unknown): boolean {
	if (id === undefined) return true;
	return seen.size !== seen.add(id).size;
}

/** Two shapes are documented; a list without either ends with the first page that is not full. */
function isLastPage(pagination: unknown, page: number, count: number, pageSize: number): boolean {
	const totalPages = isJsonObject(pagination) ? Number(pagination.totalPages) : 0;
	return totalPages > 0 ? page >= totalPages : count < pageSize;
}

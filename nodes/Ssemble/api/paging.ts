import type { IDataObject } from 'n8n-workflow';
import type { ApiClient } from './client';
import { isJsonObject } from '../n8n/json';

/** The most entries that the API gives on one page (API documentation, GET /shorts). */
const LARGEST_PAGE = 100;

/** A list that spans pages, and the type of its entries. */
export interface ListCall<Entry> {
	/** Below the base URL, e.g. "/shorts". */
	path: string;
	/** The field of `data` that holds the entries. */
	listKey: string;
	/** The field that tells two entries apart. */
	idKey: keyof Entry & string;
	/** Turns an entry into our types, or drops it. */
	read: (entry: IDataObject) => Entry | undefined;
	query?: IDataObject;
	itemIndex?: number;
}

interface ListPage<Entry> {
	entries: Entry[];
	/** What the API gave, entries that were dropped included. */
	given: string;
	isLast: boolean;
}

/**
 * Reads one page of a list.
 *
 * @param page from 1
 * @throws NodeApiError if it cannot be read
 */
export async function readPage<Entry>(
	client: ApiClient,
	{ path, listKey, read, query, itemIndex }: ListCall<Entry>,
	page: number,
	pageSize = LARGEST_PAGE,
): Promise<ListPage<Entry>> {
	const data = await client.data({
		method: 'GET',
		path,
		query: { ...query, page, limit: pageSize },
		itemIndex,
	});
	const list = Array.isArray(data[listKey]) ? data[listKey] : [];
	return {
		entries: list.filter(isJsonObject).flatMap((entry) => read(entry) ?? []),
		given: JSON.stringify(list),
		isLast: isLastPage(data.pagination, page, list.length, pageSize),
	};
}

/**
 * The entries of a list, page after page. An entry that moved to the next page meanwhile comes only once.
 *
 * @throws NodeApiError if a page cannot be read
 */
export async function* pages<Entry>(
	client: ApiClient,
	call: ListCall<Entry>,
	pageSize = LARGEST_PAGE,
): AsyncGenerator<Entry[]> {
	const seen = new Set<unknown>();
	let before = '';
	for (let page = 1; ; page++) {
		const { entries, given, isLast } = await readPage(client, call, page, pageSize);
		const fresh = entries.filter((entry) => seen.size !== seen.add(entry[call.idKey]).size);
		yield fresh;
		// Only a server that does not know pages gives nothing but what was there before. Of entries that are all dropped,
		// the whole page tells.
		const isRepeated = entries.length > 0 ? fresh.length === 0 : given === before;
		if (isLast || isRepeated) return;
		before = given;
	}
}

/**
 * Up to `limit` entries of a list, in pages of at most 100.
 *
 * @throws NodeApiError if a page cannot be read
 */
export async function listEntries<Entry>(
	client: ApiClient,
	call: ListCall<Entry>,
	limit = Infinity,
): Promise<Entry[]> {
	const entries: Entry[] = [];
	for await (const page of pages(client, call, Math.min(limit, LARGEST_PAGE))) {
		entries.push(...page);
		if (entries.length >= limit) break;
	}
	return entries.slice(0, limit);
}

/**
 * A page that is full may be followed by others whatever the list tells of its length, which it may have counted before
 * they came; one that is not full is the last unless the list tells of others.
 */
function isLastPage(pagination: unknown, page: number, count: number, pageSize: number): boolean {
	if (count >= pageSize) return false;
	const totalPages = isJsonObject(pagination) ? Number(pagination.totalPages) : 0;
	return !(totalPages > page);
}

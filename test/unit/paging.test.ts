import type { IDataObject } from 'n8n-workflow';
import type { ApiCall } from '../../nodes/Ssemble/api/call';
import type { ApiClient } from '../../nodes/Ssemble/api/client';
import { listEntries, pages, readPage, type ListCall } from '../../nodes/Ssemble/api/paging';

const CALL: ListCall<{ id: unknown }> = {
	path: '/things',
	listKey: 'things',
	idKey: 'id',
	read: ({ id, ...entry }) => ({ id, ...entry }),
	query: { status: 'failed' },
};

/** A list of that many entries behind a client; `answer` may tell about it in its own way. */
function listOf(
	size: number,
	answer: (page: number, limit: number, data: IDataObject) => IDataObject = (_page, _limit, data) =>
		data,
) {
	const queries: IDataObject[] = [];
	const client = {
		async data({ query = {} }: ApiCall) {
			queries.push(query);
			const [page, limit] = [Number(query.page), Number(query.limit)];
			const all = Array.from({ length: size }, (_, id) => ({ id }));
			return await Promise.resolve(
				answer(page, limit, {
					things: all.slice((page - 1) * limit, page * limit),
					pagination: { page, limit, totalPages: Math.ceil(size / limit), totalCount: size },
				}),
			);
		},
	} as unknown as ApiClient;
	return { client, queries };
}

describe('A list', () => {
	it.each([
		[0, 1],
		[1, 1],
		[100, 2],
		[101, 2],
		[1_000, 11],
	])('of %i entries takes %i calls', async (size, calls) => {
		const { client, queries } = listOf(size);

		expect(await listEntries(client, CALL)).toHaveLength(size);
		expect(queries).toHaveLength(calls);
		expect(queries[0]).toEqual({ status: 'failed', page: 1, limit: 100 });
	});

	it.each([
		[1, [1]],
		[100, [100]],
		[130, [100, 100]],
		[400, [100, 100, 100, 100]],
	])('of which %i are wanted takes pages of %p', async (limit, sizes) => {
		const { client, queries } = listOf(1_000);

		expect(await listEntries(client, CALL, limit)).toHaveLength(limit);
		expect(queries.map((query) => query.limit)).toEqual(sizes);
	});

	it.each<[string, (data: IDataObject) => IDataObject]>([
		[
			'under other names',
			(data) => ({ ...data, pagination: renamed(data.pagination as IDataObject) }),
		],
		['without numbers', ({ things }) => ({ things })],
		[
			'with numbers that say nothing',
			({ things }) => ({ things, pagination: { totalPages: null } }),
		],
		['with numbers as text', (data) => ({ ...data, pagination: { totalPages: '3' } })],
	])('whose pagination comes %s is read to its end', async (_how, change) => {
		const { client } = listOf(250, (_page, _limit, data) => change(data));

		expect(await listEntries(client, CALL)).toHaveLength(250);
	});

	it('of a server that cuts pages short is read to its end', async () => {
		const { client } = listOf(50, (page) => ({
			things: Array.from({ length: 20 }, (_, index) => ({ id: (page - 1) * 20 + index })),
			pagination: { totalPages: 3 },
		}));

		expect(await listEntries(client, CALL)).toHaveLength(60);
	});

	it('of a server that does not know pages ends', async () => {
		const { client, queries } = listOf(100, (_page, _limit, { things }) => ({
			things: things ?? [],
		}));
		const same = listOf(0, () => ({ things: Array.from({ length: 100 }, (_, id) => ({ id })) }));

		expect(await listEntries(client, CALL)).toHaveLength(100);
		expect(queries).toHaveLength(2);
		expect(await listEntries(same.client, CALL)).toHaveLength(100);
		expect(same.queries).toHaveLength(2);
	});

	it('that is missing is empty', async () => {
		expect(await listEntries(listOf(0, () => ({})).client, CALL)).toEqual([]);
		expect(await listEntries(listOf(0, () => ({ things: 'none' })).client, CALL)).toEqual([]);
	});

	it('gives each entry once, though it moved to the next page', async () => {
		const { client } = listOf(0, (page) => ({
			things: page === 1 ? [{ id: 1 }, { id: 2 }] : [{ id: 2 }, { id: 3 }],
			pagination: { totalPages: 2 },
		}));
		const found: unknown[] = [];
		for await (const page of pages(client, CALL)) found.push(...page.map(({ id }) => id));

		expect(found).toEqual([1, 2, 3]);
	});

	it('whose total is too small is read to its end', async () => {
		const { client } = listOf(300, (_page, _limit, data) => ({
			...data,
			pagination: { totalPages: 1, totalCount: 100 },
		}));
		expect(await listEntries(client, CALL)).toHaveLength(300);
	});

	it('goes on behind an empty page in its middle', async () => {
		const { client } = listOf(300, (page, _limit, data) =>
			page === 2 ? { ...data, things: null } : data,
		);
		expect(await listEntries(client, CALL)).toHaveLength(200);
	});

	it('of entries that are all dropped, from a server that does not know pages, ends', async () => {
		const { client, queries } = listOf(0, () => ({
			things: Array.from({ length: 100 }, () => ({})),
		}));

		expect(
			await listEntries(client, { ...CALL, read: (): { id: unknown } | undefined => undefined }),
		).toEqual([]);
		expect(queries).toHaveLength(2);
	});

	it('goes on behind a full page of which every entry is dropped', async () => {
		const { client } = listOf(300, (page, limit, data) =>
			page === 2 ? { ...data, things: Array.from({ length: limit }, () => null) } : data,
		);

		expect(await listEntries(client, CALL)).toHaveLength(200);
	});
});

it('A page tells whether it is the last', async () => {
	const { client } = listOf(250);

	expect(await readPage(client, CALL, 2)).toMatchObject({ isLast: false });
	expect(await readPage(client, CALL, 3)).toMatchObject({ isLast: true });
});

function renamed({ page, limit, totalPages, totalCount }: IDataObject): IDataObject {
	return { currentPage: page, itemsPerPage: limit, totalPages, totalItems: totalCount };
}

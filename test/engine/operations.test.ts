import type { FaultEffect } from '../../sandbox';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { GAME_VIDEOS, MEME_HOOKS, MUSIC, TEMPLATES, type Account } from '../../sandbox';
import { runSsemble, searchList, type Host } from './support/engine';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
let account: Account;
let host: Host;

// Each test has an account of its own, whose list nobody else fills.
beforeEach(() => {
	({ account, host } = s.addAccount());
});
afterEach(() => {
	s.sandbox.settings.pagination = 'page';
	s.sandbox.settings.deleteAnswer = 'message';
});

const request = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'request',
	operation,
	...more,
});
const assets = (more: INodeParameters): INodeParameters => ({
	resource: 'asset',
	operation: 'list',
	...more,
});
const get = async (path: string): Promise<IDataObject> => {
	const response = await fetch(s.sandbox.url + path, { headers: { 'X-API-Key': account.apiKey } });
	s.sandbox.clearLogs();
	return ((await response.json()) as { data: IDataObject }).data;
};

describe('Get Status', () => {
	it('returns how far each request has come, paired', async () => {
		const done = s.seed({ account });
		const running = s.seed({ account, status: 'processing' });
		s.sandbox.progress(running.id, 42);
		const run = await runSsemble(request('getStatus', { requestId: '={{ $json.id }}' }), host, {
			items: [{ id: running.id }, { id: done.id }],
		});

		expect(run.items('Ssemble')).toMatchObject([
			{
				json: { requestId: running.id, status: 'processing', progress: 42 },
				pairedItem: { item: 0 },
			},
			{ json: { requestId: done.id, status: 'completed', progress: 100 }, pairedItem: { item: 1 } },
		]);
		expect(s.sandbox.calls).toHaveLength(2);
	});

	it('says why a request has failed', async () => {
		const { id } = s.seed({ account, status: 'failed', failureReason: 'No speech' });
		const run = await runSsemble(request('getStatus', { requestId: id }), host);

		expect(run.json('After')).toMatchObject([{ status: 'failed', failureReason: 'No speech' }]);
	});
});

describe('Get Many of requests', () => {
	it('returns the newest 50 by default, one item a request', async () => {
		const seeded = s.sandbox.seedRequests(60, { account });
		const run = await runSsemble(request('getAll'), host);

		expect(run.json('After').map(({ requestId }) => requestId)).toEqual(
			seeded
				.map(({ id }) => id)
				.reverse()
				.slice(0, 50),
		);
		expect(run.items('Ssemble')[7]?.pairedItem).toEqual({ item: 0 });
	});

	it.each(['page', 'currentPage'] as const)(
		'returns all, in pages of 100 (%s)',
		async (pagination) => {
			s.sandbox.settings.pagination = pagination;
			s.sandbox.seedRequests(250, { account });
			const run = await runSsemble(request('getAll', { returnAll: true }), host);

			expect(new Set(run.json('After').map(({ requestId }) => requestId)).size).toBe(250);
			expect(s.sandbox.calls.map(({ query }) => [query.page, query.limit])).toEqual([
				['1', '100'],
				['2', '100'],
				['3', '100'],
			]);
		},
	);

	it('returns any number', async () => {
		s.sandbox.seedRequests(130, { account });
		const run = await runSsemble(request('getAll', { limit: 120 }), host);

		expect(run.items('After')).toHaveLength(120);
		expect(s.sandbox.calls).toHaveLength(2);
	});

	it('filters and sorts', async () => {
		const failed = s.sandbox.seedRequests(3, { account, status: 'failed' });
		s.sandbox.seedRequests(3, { account });
		const run = await runSsemble(
			request('getAll', {
				filters: { status: 'failed' },
				sort: { sortBy: 'updatedAt', sortOrder: 'asc' },
			}),
			host,
		);

		expect(run.json('After').map(({ requestId }) => requestId)).toEqual(failed.map(({ id }) => id));
	});

	it('returns nothing for an account without requests, and says so', async () => {
		const run = await runSsemble(request('getAll'), host);

		expect(run.status).toBe('success');
		expect(run.items('Ssemble')).toEqual([]);
		expect(run.hints('Ssemble')).toHaveLength(1);
	});

	it('does not list a request twice that moved to the next page meanwhile', async () => {
		s.sandbox.seedRequests(150, { account });
		s.sandbox.addFault({
			path: '/shorts',
			when: ({ query }) => {
				if (query.page === '2') s.sandbox.seedRequests(5, { account });
				return false;
			},
			effect: { kind: 'reset' },
		});
		const run = await runSsemble(request('getAll', { returnAll: true }), host);
		const ids = run.json('After').map(({ requestId }) => requestId);

		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.length).toBe(150);
	});

	it.each([[0], [-3], [1.5], ["={{ 'many' }}"]])('refuses the limit %s', async (limit) => {
		const run = await runSsemble(request('getAll', { limit }), host);

		expect(run.error?.message).toContain('Limit');
		expect(s.sandbox.calls).toHaveLength(0);
	});
});

describe('Delete', () => {
	it.each(['message', 'empty'] as const)('deletes a request (answer: %s)', async (answer) => {
		s.sandbox.settings.deleteAnswer = answer;
		const { id } = s.seed({ account });
		const run = await runSsemble(request('delete', { requestId: id }), host);

		expect(run.error).toBeUndefined();
		expect(run.json('After')).toEqual([{ requestId: id, deleted: true }]);
		expect(s.sandbox.requests.map((left) => left.id)).not.toContain(id);
	});

	it.each([
		['answers 500', { kind: 'answer', status: 500, taken: true }],
		['breaks the connection', { kind: 'reset', taken: true }],
	] as Array<[string, FaultEffect]>)(
		'says that a request is gone whose deletion %s',
		async (_how, effect) => {
			const { id } = s.seed({ account });
			s.sandbox.addFault({ method: 'DELETE', effect });
			const run = await runSsemble(request('delete', { requestId: id }), host);

			expect(run.error).toBeUndefined();
			expect(run.json('After')).toEqual([{ requestId: id, deleted: true }]);
		},
	);

	it('shows the answer 500 of a deletion that did nothing', async () => {
		const { id } = s.seed({ account });
		s.sandbox.addFault({ method: 'DELETE', effect: { kind: 'answer', status: 500 } });
		const run = await runSsemble(request('delete', { requestId: id }), host);

		expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode: '500' });
	});

	it('deletes a request once that several items name, as clips do', async () => {
		const { id } = s.seed({ account });
		const run = await runSsemble(request('delete', { requestId: id }), host, {
			items: [{}, {}, {}],
		});

		expect(run.error).toBeUndefined();
		expect(run.json('After')).toEqual([1, 2, 3].map(() => ({ requestId: id, deleted: true })));
		expect(s.calls('DELETE /shorts/:id')).toHaveLength(1);
	});

	it('deletes a request once that items name in capitals and in small letters', async () => {
		const { id } = s.seed({ account });
		const run = await runSsemble(request('delete', { requestId: '={{ $json.id }}' }), host, {
			items: [{ id }, { id: id.toUpperCase() }],
		});

		expect(run.error).toBeUndefined();
		expect(run.json('After')).toEqual([1, 2].map(() => ({ requestId: id, deleted: true })));
	});

	it('says so when the request was deleted before', async () => {
		const { id } = s.seed({ account });
		await runSsemble(request('delete', { requestId: id }), host);
		const run = await runSsemble(request('delete', { requestId: id }), host);

		expect(run.error).toMatchObject({ httpCode: '404' });
	});
});

describe('Get Many of assets', () => {
	it('returns the templates and tells which is the default', async () => {
		const { templates, defaultTemplateId } = await get('/templates');
		const run = await runSsemble(assets({ assetType: 'templates', returnAll: true }), host);

		expect(run.json('After')).toEqual(
			(templates as IDataObject[]).map((template) => ({
				...template,
				isDefault: template.templateId === defaultTemplateId,
			})),
		);
		expect(run.json('After').filter(({ isDefault }) => isDefault)).toHaveLength(1);
	});

	it.each<[string, ReadonlyArray<{ name: string }>]>([
		['music', MUSIC],
		['gameVideos', GAME_VIDEOS],
		['memeHooks', MEME_HOOKS],
	])('returns all %s', async (assetType, catalogue) => {
		const run = await runSsemble(assets({ assetType, returnAll: true }), host);

		expect(run.json('After').map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name));
	});

	it('returns as many as wanted', async () => {
		expect(
			(await runSsemble(assets({ assetType: 'memeHooks', limit: 3 }), host)).items('After'),
		).toHaveLength(3);
		expect(
			(await runSsemble(assets({ assetType: 'templates', limit: 2 }), host)).items('After'),
		).toHaveLength(2);
	});
});

describe('The dropdown of', () => {
	it('caption templates has all of them, by the name that users know', async () => {
		const { results } = await searchList('searchTemplates', host);

		expect(results.map(({ value }) => value)).toEqual(
			TEMPLATES.map(({ templateId }) => templateId),
		);
		expect(results.map(({ name }) => name)).toEqual(
			TEMPLATES.map(({ displayName }) => displayName),
		);
	});

	it.each<[string, string, ReadonlyArray<{ name: string }>]>([
		['music', 'searchMusic', MUSIC],
		['game videos', 'searchGameVideos', GAME_VIDEOS],
		['meme hooks', 'searchMemeHooks', MEME_HOOKS],
	])('%s loads all pages while one scrolls', async (_what, method, catalogue) => {
		const values: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await searchList(method, host, { token });
			values.push(...page.results.map(({ value }) => value));
			token = page.paginationToken;
		} while (token !== undefined);

		expect(values).toEqual(['random', ...catalogue.map(({ name }) => name)]);
	});

	it('meme hooks finds on all pages what is typed, in any letter case', async () => {
		const last = MEME_HOOKS.at(-1)?.name ?? '';
		const { results, paginationToken } = await searchList('searchMemeHooks', host, {
			filter: ` ${last.toUpperCase()} `,
		});

		expect(results.map(({ value }) => value)).toContain(last);
		expect(paginationToken).toBeUndefined();
	});

	it('anything shows the API’s error when the key is wrong', async () => {
		const wrong = {
			credential: { apiKey: `sk_ssemble_${'u'.repeat(32)}`, baseUrl: s.sandbox.url },
		};

		await expect(searchList('searchMusic', wrong)).rejects.toMatchObject({
			description: expect.stringContaining('API Keys') as string,
		});
	});
});

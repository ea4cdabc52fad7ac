import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { GAME_VIDEOS, MUSIC, TEMPLATES, type Account, type FaultEffect } from '../../sandbox';
import { runAsTool, runSsemble, searchList, type Host } from './support/engine';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
let account: Account;
let host: Host;

// Each test has an account of its own, whose list nobody else fills.
beforeEach(() => {
	({ account, host } = s.addAccount());
});

const getAll = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'request',
	operation: 'getAll',
	...more,
});
const assets = (more: INodeParameters): INodeParameters => ({
	resource: 'asset',
	operation: 'list',
	...more,
});
const continuing = { onError: 'continueRegularOutput' } as const;

describe('An account of 1,000 requests', () => {
	it('is listed as a whole in a call a page, and one that shows the end', async () => {
		const ids = s.sandbox.seedRequests(1_000, { account }).map(({ id }) => id);
		const run = await runSsemble(getAll({ returnAll: true }), host);

		expect(run.json('After').map(({ requestId }) => requestId)).toEqual(ids.reverse());
		expect(s.sandbox.calls).toHaveLength(11);
	});

	it.each(['={{ true }}', '={{ [5] }}', '={{ 0 }}', '=few'])(
		'refuses %s as the limit, before any call',
		async (limit) => {
			const run = await runSsemble(getAll({ limit }), host);

			expect(run.error?.message).toBe("'Limit' is not a whole number above 0");
			expect(s.sandbox.calls).toEqual([]);
		},
	);

	it('gives 130 of them in 2 calls', async () => {
		const ids = s.sandbox.seedRequests(1_000, { account }).map(({ id }) => id);
		const run = await runSsemble(getAll({ limit: 130 }), host);

		expect(run.json('After').map(({ requestId }) => requestId)).toEqual(
			ids.reverse().slice(0, 130),
		);
		expect(s.sandbox.calls.map(({ query }) => query)).toEqual([
			{ page: '1', limit: '100' },
			{ page: '2', limit: '100' },
		]);
	});

	it('is read on after a page that did not come', async () => {
		s.sandbox.seedRequests(250, { account });
		s.sandbox.addFault({ path: '/shorts', skip: 1, effect: { kind: 'reset' } });
		const run = await runSsemble(getAll({ returnAll: true }), host);

		expect(run.items('After')).toHaveLength(250);
		expect(s.sandbox.calls).toHaveLength(4);
	});
});

describe('Get Many', () => {
	it('runs for each input item', async () => {
		const failed = s.seed({ account, status: 'failed' });
		const done = s.seed({ account });
		const run = await runSsemble(
			getAll({ filters: { status: '={{ $json.status }}' }, returnAll: true }),
			host,
			{ items: [{ status: 'completed' }, { status: 'cancelled' }, { status: 'failed' }] },
		);

		expect(run.items('Ssemble')).toMatchObject([
			{ json: { requestId: done.id }, pairedItem: { item: 0 } },
			{ json: { requestId: failed.id }, pairedItem: { item: 2 } },
		]);
		expect(run.hints('Ssemble')).toHaveLength(1);
	});

	it('passes on what the API may add, and misses nothing it may leave out', async () => {
		s.sandbox.seedRequests(2, { account });
		s.sandbox.addFault({ path: '/shorts', effect: { kind: 'extraFields' } });
		s.sandbox.addFault({
			path: '/shorts',
			effect: { kind: 'missingFields', fields: ['pagination', 'url', 'duration', 'createdAt'] },
		});
		const [first, second] = [await runSsemble(getAll(), host), await runSsemble(getAll(), host)];

		expect(first.json('After')[0]).toMatchObject({ sandboxExtra: { unknown: ['field', 1, null] } });
		expect(second.json('After')).toHaveLength(2);
	});

	it.each<[string, INodeParameters, INodeParameters]>([
		['requests', getAll({ limit: '={{ $json.n }}' }), getAll()],
		['assets', assets({ limit: '={{ $json.n }}' }), assets({})],
	])('of %s goes on after a wrong item, if set so', async (_of, parameters) => {
		s.sandbox.seedRequests(3, { account });
		const run = await runSsemble(parameters, host, {
			items: [{ n: 1 }, { n: 0 }, { n: 2 }],
			node: continuing,
		});

		expect(run.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 2].map((item) => ({ item })),
		);
		expect(run.json('Ssemble')[1]?.error).toBe("'Limit' is not a whole number above 0");
	});

	it('of assets refuses a type that there is not', async () => {
		const run = await runSsemble(assets({ assetType: "={{ 'fonts' }}" }), host);

		expect(run.error?.message).toContain("'Asset Type'");
		expect(run.error?.description).toContain('memeHooks');
		expect(s.sandbox.calls).toEqual([]);
	});

	it('of assets says so if there are none', async () => {
		s.sandbox.addFault({
			effect: { kind: 'answer', status: 200, body: { data: { templates: [] } } },
		});
		const run = await runSsemble(assets({ assetType: 'templates' }), host);

		expect(run.items('Ssemble')).toEqual([]);
		expect(run.hints('Ssemble')).toHaveLength(1);
	});

	it('shows the API’s own words and a remedy when the key is wrong', async () => {
		const wrong = { credential: { apiKey: 'sk_ssemble_wrong', baseUrl: s.sandbox.url } };
		for (const parameters of [getAll(), assets({})]) {
			const run = await runSsemble(parameters, wrong);

			expect(run.error).toMatchObject({ httpCode: '401', message: 'Invalid API key format' });
			expect(run.error?.description).toContain('API Keys');
		}
	});
});

describe('Get Status', () => {
	const getStatus = { resource: 'request', operation: 'getStatus', requestId: '={{ $json.id }}' };

	it('returns what the API tells, as it is, and the ID', async () => {
		const { id } = s.seed({ account, status: 'processing' });
		const run = await runSsemble({ ...getStatus, requestId: id }, host);

		expect(run.json('After')).toEqual([
			{
				requestId: id,
				_id: id,
				status: 'processing',
				step: expect.any(String) as string,
				stepMessage: expect.any(String) as string,
				progress: 50,
				userEmail: account.email,
				isDemo: false,
			},
		]);
	});

	it('takes the ID from a field of that name by default', async () => {
		const { id } = s.seed({ account });
		const run = await runSsemble({ resource: 'request', operation: 'getStatus' }, host, {
			items: [{ requestId: id }],
		});

		expect(run.json('After')).toMatchObject([{ requestId: id }]);
	});

	it('goes on after a wrong item, if set so', async () => {
		const { id } = s.seed({ account });
		const items = [{ id }, { id: 'x' }, { id: 'f'.repeat(24) }, { id }];
		const run = await runSsemble(getStatus, host, { items, node: continuing });

		expect(run.json('Ssemble')).toMatchObject([
			{ requestId: id },
			{ error: expect.stringContaining('Request ID') as string },
			{ error: 'Request not found' },
			{ requestId: id },
		]);
	});
});

describe('An answer that cannot be understood', () => {
	it.each<[string, FaultEffect]>([
		['nothing', { kind: 'answer', status: 204 }],
		['a page', { kind: 'answer', status: 200, body: '<html>Welcome</html>' }],
		['a list', { kind: 'answer', status: 200, body: [] }],
		['no data', { kind: 'answer', status: 200, body: { data: null } }],
	])(
		'is told: %s',
		async (_what, effect) => {
			const { id } = s.seed({ account });
			s.sandbox.addFault({ effect, times: Infinity });
			const parameters = { resource: 'request', operation: 'getStatus', requestId: id };
			const run = await runSsemble(parameters, host);

			expect(run.error).toMatchObject({ name: 'NodeApiError', itemIndex: 0 });
			expect(run.error?.message).toContain('could not be understood');
			expect(run.error?.description).toContain('base URL');
		},
		10_000,
	);
});

describe('Delete', () => {
	const deleteRequest = { resource: 'request', operation: 'delete', requestId: '={{ $json.id }}' };

	it('deletes several requests, and says that they are gone', async () => {
		const ids = s.sandbox.seedRequests(3, { account }).map(({ id }) => id);
		const run = await runSsemble(deleteRequest, host, { items: ids.map((id) => ({ id })) });

		expect(run.items('Ssemble')).toEqual(
			ids.map((requestId, item) => ({
				json: { requestId, deleted: true },
				pairedItem: { item },
			})),
		);
		expect(run.hints('Ssemble')).toMatchObject([
			{ message: '3 requests and their clips are gone for good. Credits are not refunded.' },
		]);
	});

	it('goes on after an unknown one, if set so', async () => {
		const { id } = s.seed({ account });
		const run = await runSsemble(deleteRequest, host, {
			items: [{ id: 'f'.repeat(24) }, { id }],
			node: { onError: 'continueErrorOutput' },
		});

		expect(run.json('Ssemble', 0)).toEqual([{ requestId: id, deleted: true }]);
		expect(run.json('Ssemble', 1)).toMatchObject([
			{ id: 'f'.repeat(24), error: 'Request not found' },
		]);
		expect(run.hints('Ssemble')).toMatchObject([
			{ message: `Request ${id} and its clips are gone for good. Credits are not refunded.` },
		]);
	});

	it('stops a request in progress', async () => {
		const { id } = s.seed({ account, status: 'processing' });
		await runSsemble({ ...deleteRequest, requestId: id }, host);

		expect(s.sandbox.requests.map((left) => left.id)).not.toContain(id);
	});
});

describe('A dropdown', () => {
	it('costs one call a page', async () => {
		const first = await searchList('searchMemeHooks', host);
		const second = await searchList('searchMemeHooks', host, { token: first.paginationToken });

		expect([first.results.length, second.results.length]).toEqual([101, 59]);
		expect(second.paginationToken).toBeUndefined();
		expect(s.sandbox.calls).toHaveLength(2);
	});

	it('tells how long a track is, and where to listen to it', async () => {
		const { results } = await searchList('searchMusic', host, { filter: 'calm drive' });

		expect(results).toMatchObject([
			{ name: expect.stringMatching(/^Calm Drive \(\d:\d\d\)$/) as string, value: 'Calm Drive' },
		]);
	});

	it('finds nothing for what there is not', async () => {
		for (const method of ['searchTemplates', 'searchMusic', 'searchGameVideos']) {
			expect(await searchList(method, host, { filter: 'no such thing' })).toEqual({ results: [] });
		}
	});

	it('takes the name where a template has no other', async () => {
		s.sandbox.addFault({ effect: { kind: 'missingFields', fields: ['displayName', 'preview'] } });
		const { results } = await searchList('searchTemplates', host, { filter: 'KARA' });

		expect(results).toMatchObject([{ name: 'karaoke' }]);
	});

	/** Takes fields of the first asset away. */
	const withoutFields = (listKey: string, ...names: string[]): FaultEffect => ({
		kind: 'change',
		change: (body) => {
			const { data } = body as { data: IDataObject };
			const [first, ...others] = data[listKey] as IDataObject[];
			const kept = Object.entries(first ?? {}).filter(([name]) => !names.includes(name));
			return { data: { ...data, [listKey]: [Object.fromEntries(kept), ...others] } };
		},
	});

	it('shows a template without a name by its ID', async () => {
		const all = await searchList('searchTemplates', host);
		const effect = withoutFields('templates', 'name', 'displayName');
		s.sandbox.addFault({ effect, times: 2 });
		const { results } = await searchList('searchTemplates', host);
		const [first, ...others] = all.results;

		expect(results).toEqual([{ ...first, name: first?.value }, ...others]);
		const { value } = first ?? {};
		const found = await searchList('searchTemplates', host, { filter: String(value) });
		expect(found.results).toMatchObject([{ value }]);
	});

	it.each([
		['searchTemplates', 'templates', 'templateId', TEMPLATES[0]?.templateId],
		['searchMusic', 'music', 'name', MUSIC[0]?.name],
		['searchGameVideos', 'gameVideos', 'name', GAME_VIDEOS[0]?.name],
	])('leaves out what cannot be chosen (%s)', async (method, listKey, field, missing) => {
		const all = await searchList(method, host);
		s.sandbox.addFault({ effect: withoutFields(listKey, field), times: 2 });
		const { results } = await searchList(method, host);

		expect(results).toEqual(all.results.filter(({ value }) => value !== missing));
		expect(results).toHaveLength(all.results.length - 1);
		expect((await searchList(method, host, { filter: 'no such thing' })).results).toEqual([]);
	});

	it.each(['searchTemplates', 'searchMusic', 'searchGameVideos', 'searchMemeHooks'])(
		'shows what is wrong with the credential (%s)',
		async (method) => {
			const wrong = { credential: { apiKey: 'sk_ssemble_wrong', baseUrl: s.sandbox.url } };

			await expect(searchList(method, wrong)).rejects.toMatchObject({
				message: 'Invalid API key format',
			});
			await expect(searchList(method, wrong, { filter: 'x' })).rejects.toMatchObject({
				message: 'Invalid API key format',
			});
		},
	);
});

describe.each(['engine', 'direct'] as const)('As a tool of an AI agent (%s)', (how) => {
	const read = async (parameters: INodeParameters, args: object) => {
		const run = await runAsTool(parameters, { ...args }, host, how);
		expect(run.error).toBeUndefined();
		return run.json('Agent')[0]?.read;
	};

	it('Get Many finds requests by what the model asks for', async () => {
		s.seed({ account });
		const failed = s.seed({ account, status: 'failed' });
		const parameters = getAll({
			limit: "={{ $fromAI('limit', 'How many', 'number') }}",
			filters: { status: "={{ $fromAI('status', 'Which', 'string') }}" },
		});

		expect(await read(parameters, { limit: 5, status: 'failed' })).toMatchObject([
			{ requestId: failed.id, status: 'failed' },
		]);
	});

	it('Get Status tells how far a request is', async () => {
		const { id } = s.seed({ account, status: 'processing' });
		const requestId = "={{ $fromAI('requestId', 'The ID', 'string') }}";
		const parameters = { resource: 'request', operation: 'getStatus', requestId };

		expect(await read(parameters, { requestId: id })).toMatchObject([{ progress: 50 }]);
	});

	it('Download Video works', async () => {
		const video = `${s.sandbox.origin}/videos/${'a'.repeat(24)}-1.mp4`;
		const videoUrl = "={{ $fromAI('video', 'The address', 'string') }}";

		await read({ resource: 'short', operation: 'download', videoUrl }, { video });
		expect(s.sandbox.downloads).toHaveLength(1);
	});

	it('Get Many of assets gives the model names to choose from', async () => {
		const parameters = assets({ assetType: 'music', limit: 2 });

		expect(await read(parameters, {})).toMatchObject([{ name: 'Upbeat Morning' }, {}]);
	});
});

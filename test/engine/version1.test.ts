import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runSsemble } from './support/engine';
import { VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const run = async (parameters: INodeParameters, items?: IDataObject[]) =>
	await runSsemble(parameters, s.host, { node: { typeVersion: 1 }, items });
const answer = async (path: string): Promise<unknown> => {
	const response = await fetch(s.sandbox.url + path, {
		headers: { 'X-API-Key': s.sandbox.apiKey },
	});
	s.sandbox.clearLogs();
	return await response.json();
};

describe('A node saved with version 1', () => {
	it('sends what it sent, and returns the answer as it is', async () => {
		const result = await run({
			resource: 'short',
			operation: 'create',
			videoSource: 'url',
			url: VIDEO,
			start: 0,
			end: 600,
			additionalOptions: {
				musicName: '',
				language: 'en',
				layout: 'fit',
				webhookUrl: 'https://example.com/hook',
			},
		});

		expect(result.error).toBeUndefined();
		expect(s.calls('POST /shorts/create').map(({ body }) => body)).toEqual([
			{
				url: VIDEO,
				start: 0,
				end: 600,
				language: 'en',
				layout: 'fit',
				webhookUrl: 'https://example.com/hook',
			},
		]);
		expect(result.items('Ssemble')).toMatchObject([
			{ json: { data: { status: 'queued', creditsUsed: 1 } }, pairedItem: { item: 0 } },
		]);
	});

	it.each<[string, INodeParameters, (id: string) => string]>([
		['Get Results', { resource: 'short', operation: 'getResults' }, (id) => `/shorts/${id}`],
		['Get Status', { resource: 'request', operation: 'getStatus' }, (id) => `/shorts/${id}/status`],
		['Get Many', { resource: 'request', operation: 'getAll', limit: 2 }, () => '/shorts?limit=2'],
		[
			'Get Many, filtered',
			{
				resource: 'request',
				operation: 'getAll',
				limit: 3,
				filters: { status: 'completed', page: 1, sortOrder: 'asc' },
			},
			() => '/shorts?limit=3&status=completed&page=1&sortOrder=asc',
		],
		['Get Many of templates', { resource: 'asset', operation: 'list' }, () => '/templates'],
		[
			'Get Many of music',
			{ resource: 'asset', operation: 'list', assetType: 'music', limit: 5, page: 2 },
			() => '/music?limit=5&page=2',
		],
	])('returns the answer of %s as one item', async (_what, parameters, path) => {
		const { id } = s.seed();
		const expected = await answer(path(id));
		const result = await run({ ...parameters, requestId: id });

		expect(result.error).toBeUndefined();
		expect(result.json('Ssemble')).toEqual([expected]);
	});

	it('deletes', async () => {
		const { id } = s.seed();
		const result = await run({ resource: 'request', operation: 'delete', requestId: id });

		expect(result.json('Ssemble')).toMatchObject([{ data: {} }]);
		expect(s.sandbox.requests.map((left) => left.id)).not.toContain(id);
	});
});

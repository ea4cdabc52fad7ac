import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_TEMPLATE, GAME_VIDEOS, MEME_HOOKS, MUSIC } from '../../sandbox';
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

describe('A workflow saved with version 1', () => {
	const made = () => s.calls('POST /shorts/create').map(({ body }) => body);

	// n8n does not save what is at its default.
	it.each<[string, INodeParameters, string]>([
		['Get Status', { resource: 'request', requestId: 'ID' }, '/shorts/ID/status'],
		['50 requests', { resource: 'request', operation: 'getAll' }, '/shorts?limit=50'],
		['templates', { resource: 'asset' }, '/templates'],
		['50 meme hooks', { resource: 'asset', assetType: 'memeHooks' }, '/meme-hooks?limit=50&page=1'],
	])('reads %s by default', async (_what, parameters, path) => {
		const { id } = s.seed();
		const expected = await answer(path.replace('ID', id));
		const saved = JSON.parse(JSON.stringify(parameters).replace('ID', id)) as INodeParameters;
		const result = await run(saved);

		expect(result.json('Ssemble')).toEqual([expected]);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('creates by default, from 0 to 600 s', async () => {
		const result = await run({ url: VIDEO });

		expect(result.error).toBeUndefined();
		expect(made()).toEqual([{ url: VIDEO, start: 0, end: 600 }]);
	});

	it('sends options as they are: names as text, what is off or at its default, nothing implied', async () => {
		const additionalOptions = {
			captionLanguage: 'es',
			ctaEnabled: false,
			gameVideoName: GAME_VIDEOS[0]?.name ?? '',
			memeHook: false,
			memeHookName: MEME_HOOKS[0]?.name ?? '',
			musicName: MUSIC[0]?.name ?? '',
			musicVolume: 0,
			noClipping: true,
			preferredLength: 'under60sec',
			templateId: DEFAULT_TEMPLATE.templateId,
		};
		const fileUrl = 'https://cdn.example.com/a.mp4';
		const result = await run({ videoSource: 'fileUrl', fileUrl, end: 90, additionalOptions });

		expect(result.error).toBeUndefined();
		expect(made()).toEqual([{ ...additionalOptions, fileUrl, start: 0, end: 90 }]);
	});

	it('goes through its items in order', async () => {
		const items = Array.from({ length: 15 }, (_, start) => ({ start }));
		const result = await run({ url: VIDEO, start: '={{ $json.start }}' }, items);
		const started = new Map(s.sandbox.requests.map(({ id, start }) => [id, start]));

		expect(result.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		const ids = result.json('After').map(({ data }) => (data as IDataObject).requestId as string);
		expect(ids.map((id) => started.get(id))).toEqual(items.map(({ start }) => start));
	});

	it('goes on after an error, if set so', async () => {
		const { id } = s.seed();
		const result = await runSsemble({ resource: 'request', requestId: '={{ $json.id }}' }, s.host, {
			items: [{ id: 'f'.repeat(24) }, { id }],
			node: { typeVersion: 1, onError: 'continueRegularOutput' },
		});

		expect(result.json('After')).toMatchObject([
			{ error: 'Request not found' },
			{ data: { _id: id } },
		]);
	});

	it('is not charged twice for a lost answer either', async () => {
		s.sandbox.addFault({ method: 'POST', effect: { kind: 'reset', taken: true } });
		const before = s.sandbox.requests.length;
		const result = await run({ url: VIDEO, end: 77 });
		const [request, ...more] = s.sandbox.requests.slice(before);

		expect(more).toEqual([]);
		expect(result.json('After')).toMatchObject([{ data: { requestId: request?.id } }]);
	});

	it('has an empty item for an answer without body', async () => {
		s.sandbox.settings.deleteAnswer = 'empty';
		const { id } = s.seed();
		const result = await run({ resource: 'request', operation: 'delete', requestId: id });
		s.sandbox.settings.deleteAnswer = 'message';

		expect(result.items('Ssemble')).toEqual([{ json: {}, pairedItem: { item: 0 } }]);
	});

	it('shows what the API says', async () => {
		const result = await run({ url: 'https://example.com/no-video' });

		expect(result.error).toMatchObject({ httpCode: '400', message: 'Invalid YouTube URL' });
	});
});

import type { INodeParameters } from 'n8n-workflow';
import type { SandboxRequest } from '../../sandbox';
import { runSsemble } from './support/engine';
import { getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

async function run(requests: SandboxRequest[], parameters: INodeParameters = {}) {
	const items = requests.map(({ id }) => ({ requestId: id }));
	return await runSsemble(getResults(parameters), s.host, { items });
}

describe('The results of a finished request', () => {
	it('are one simplified item a clip', async () => {
		const request = s.seed({ clips: 2 });
		const api = await s.read(request);
		const result = await run([request]);

		expect(result.error).toBeUndefined();
		expect(result.items('Ssemble')).toEqual(
			api.shorts.map((clip) => ({
				json: {
					id: clip.id,
					title: clip.title,
					description: clip.description,
					video_url: clip.video_url,
					duration: clip.duration,
					viral_score: clip.viral_score,
					requestId: request.id,
					status: 'completed',
					sourceUrl: api.url,
					sourceTitle: api.title,
				},
				pairedItem: { item: 0 },
			})),
		);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('are none, and a hint says so, if the API gives no list of clips', async () => {
		s.sandbox.addFault({
			path: '/shorts/:id',
			effect: {
				kind: 'change',
				change: (body) => ({ data: { ...(body as { data: object }).data, shorts: null } }),
			},
		});
		const result = await run([s.seed()]);

		expect(result.error).toBeUndefined();
		expect(result.json('Ssemble')).toMatchObject([{ status: 'completed', clips: 0 }]);
		expect(result.hints('Ssemble')[0]?.message).toContain('no clips');
	});

	it('have every field of the clip, its request and its source, if not simplified', async () => {
		const request = s.seed({ body: () => ({ start: 60, end: 90, language: 'de' }) });
		const api = await s.read(request);
		const result = await run([request], { simplify: false });

		expect(result.json('Ssemble')).toEqual(
			api.shorts.map((clip) => ({
				...clip,
				requestId: request.id,
				status: 'completed',
				source: { url: api.url, title: api.title, start: 60, end: 90, language: 'de' },
			})),
		);
	});

	it('are one simplified item a request, if so chosen', async () => {
		const request = s.seed({ clips: 2 });
		const api = await s.read(request);
		const result = await run([request], { outputAs: 'request' });

		expect(result.json('Ssemble')).toEqual([
			{
				requestId: request.id,
				status: 'completed',
				title: api.title,
				url: api.url,
				start: api.start,
				end: api.end,
				language: api.language,
				template: api.template,
				preferredLength: api.preferredLength,
				shorts: api.shorts.map(({ id, title, description, video_url, duration, viral_score }) => ({
					id,
					title,
					description,
					video_url,
					duration,
					viral_score,
				})),
			},
		]);
	});

	it('are the API’s whole data a request, if not simplified', async () => {
		const request = s.seed();
		const api = await s.read(request);
		const result = await run([request], { outputAs: 'request', simplify: false });

		expect(result.json('Ssemble')).toEqual([{ ...api, requestId: request.id }]);
		expect(api.sentences).toBeDefined();
	});

	it.each<[string, INodeParameters]>([
		['a clip', {}],
		['a clip, not simplified', { simplify: false }],
		['a request', { outputAs: 'request' }],
	])(
		'are one item that tells why, if the request failed (one item %s)',
		async (_as, parameters) => {
			const request = s.seed({ status: 'failed', failureReason: 'No speech was found' });
			const result = await run([request], parameters);

			expect(result.error).toBeUndefined();
			expect(result.json('Ssemble')).toEqual([
				{
					requestId: request.id,
					status: 'failed',
					failureReason: 'No speech was found',
					sourceUrl: expect.any(String) as string,
					sourceTitle: expect.any(String) as string,
				},
			]);
		},
	);

	it('come in the order of the input items, each paired with its own', async () => {
		s.sandbox.addFault({ path: '/shorts/:id', effect: { kind: 'delay', ms: 100 } });
		const requests = [s.seed({ clips: 2 }), s.seed({ status: 'failed' }), s.seed({ clips: 1 })];
		const result = await run(requests);

		expect(
			result.items('Ssemble').map(({ json, pairedItem }) => [json.requestId, pairedItem]),
		).toEqual([
			[requests[0]?.id, { item: 0 }],
			[requests[0]?.id, { item: 0 }],
			[requests[1]?.id, { item: 1 }],
			[requests[2]?.id, { item: 2 }],
		]);
	});

	it('may hold clips that could not be rendered; a hint says so', async () => {
		const result = await run([s.seed({ clips: 3, hasClipError: true })], { simplify: false });

		const clips = result.json('Ssemble');
		expect(clips.map(({ error, hasError }) => hasError ?? error)).toEqual([false, false, true]);
		expect(clips[2]).not.toHaveProperty('error');
		expect(result.status).toBe('success');
		expect(result.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('1 of the 3 clips') as string },
		]);
	});

	it('are one item that says so if there are no clips, and a hint', async () => {
		const result = await run([s.seed({ clips: 0 })]);

		expect(result.json('Ssemble')).toMatchObject([{ status: 'completed', clips: 0 }]);
		expect(result.status).toBe('success');
		expect(result.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('no clips') as string },
		]);
	});

	it('pass on what the API may add', async () => {
		const extra = { unknown: ['field', 1, null] };
		s.sandbox.addFault({ times: 2, effect: { kind: 'extraFields' } });
		const request = s.seed({ clips: 1 });

		expect((await run([request], { simplify: false })).json('Ssemble')).toMatchObject([
			{ sandboxExtra: extra },
		]);
		expect(
			(await run([request], { outputAs: 'request', simplify: false })).json('Ssemble'),
		).toMatchObject([{ sandboxExtra: extra, shorts: [{ sandboxExtra: extra }] }]);
	});

	it.each<[string, INodeParameters]>([
		['clips', {}],
		['clips, not simplified', { simplify: false }],
		['requests', { outputAs: 'request' }],
		['requests, not simplified', { outputAs: 'request', simplify: false }],
	])('do without what the API may leave out (%s)', async (_as, parameters) => {
		const fields = ['title', 'description', 'reason', 'viral_score', 'duration', 'url', 'start'];
		s.sandbox.addFault({
			effect: { kind: 'missingFields', fields: [...fields, '_id', 'language'] },
		});
		const request = s.seed({ clips: 1 });
		const result = await run([request], parameters);

		expect(result.error).toBeUndefined();
		expect(result.json('Ssemble')).toMatchObject([{ requestId: request.id }]);
	});

	it('do without any clips or reason in the answer', async () => {
		s.sandbox.addFault({ effect: { kind: 'missingFields', fields: ['shorts'] } });
		expect((await run([s.seed()])).json('Ssemble')).toMatchObject([{ clips: 0 }]);

		s.sandbox.addFault({ effect: { kind: 'missingFields', fields: ['failureReason'] } });
		expect((await run([s.seed({ status: 'failed' })])).json('Ssemble')).toMatchObject([
			{ status: 'failed' },
		]);
	});

	it('are found with spaces around the ID', async () => {
		const request = s.seed({ clips: 1 });
		const requestId = ` ${request.id.toUpperCase()}\n`;
		const result = await runSsemble(getResults({ requestId: `=${requestId}` }), s.host);

		expect(result.error).toBeUndefined();
		expect(result.items('Ssemble')).toHaveLength(1);
	});
});

describe('Get Results refuses', () => {
	it.each([['queued'], ['processing']] as const)(
		'a request that is still %s, and tells how far it is',
		async (status) => {
			const request = s.seed({ status });
			if (status === 'processing') s.sandbox.progress(request.id, 42);
			const result = await run([s.seed(), request]);

			expect(result.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 1 });
			expect(result.error?.message).toContain(request.id);
			expect(result.error?.message).toContain(status === 'processing' ? '42%' : '0%');
			expect(result.error?.description).toContain('Ssemble Trigger');
			expect(s.sandbox.calls).toHaveLength(2);
		},
	);

	it.each<[string, string]>([
		['no ID', "={{ '' }}"],
		['an ID from a missing field', '={{ $json.missing }}'],
		['a number', '={{ 12 }}'],
		['an ID that is too short', '665a1b2c'],
		['a path', '../templates/aaaaaaaaaaaaa'],
	])('%s, without a call', async (_what, requestId) => {
		const result = await runSsemble(getResults({ requestId }), s.host);

		expect(result.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
		expect(result.error?.message).toContain('Request ID');
		expect(result.error?.description).toMatch(/\w/);
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it.each([
		['unknown', () => 'ffffffffffffffffffffffff'],
		['another account’s', () => s.seed({ account: s.addAccount().account }).id],
	])('an ID that is %s', async (_what, id) => {
		const result = await runSsemble(getResults({ requestId: id() }), s.host);

		expect(result.error).toMatchObject({ name: 'NodeApiError', httpCode: '404', itemIndex: 0 });
		expect(result.error?.description).toContain('account');
	});
});

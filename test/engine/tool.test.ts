import type { IDataObject } from 'n8n-workflow';
import { runAsTool } from './support/engine';
import { create, getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const fromAi = (name: string, type = 'string') =>
	`={{ $fromAI('${name}', 'What it is', '${type}') }}`;

describe.each(['engine', 'direct'] as const)(
	'As a tool of an AI agent (called through: %s)',
	(how) => {
		const read = async (parameters: IDataObject, requestId: string) => {
			const run = await runAsTool(
				{ ...getResults({ requestId: fromAi('requestId') }), ...(parameters as object) },
				{ requestId },
				s.host,
				how,
			);
			expect(run.error).toBeUndefined();
			return run.json('Agent')[0]?.read as IDataObject[];
		};

		it('Create submits what the model gives', async () => {
			const run = await runAsTool(
				create({ url: fromAi('video'), end: fromAi('end', 'number') }),
				{ video: 'https://youtu.be/dQw4w9WgXcQ', end: 120 },
				s.host,
				how,
			);

			expect(run.error).toBeUndefined();
			expect(s.calls('POST /shorts/create').map(({ body }) => body)).toEqual([
				{ url: 'https://youtu.be/dQw4w9WgXcQ', start: 0, end: 120 },
			]);
			expect(run.json('Agent')).toMatchObject([{ read: [{ status: 'queued', creditsUsed: 1 }] }]);
		});

		it('a node that is left as it was added reads what the model names, and notifies nobody', async () => {
			const workflow = { ...s.publicHost, webhookUrl: 'https://n8n.example.com/' };
			const video = { url: fromAi('video') };
			await runAsTool(video, { video: 'https://youtu.be/dQw4w9WgXcQ' }, workflow, how);
			const request = s.seed({ clips: 1 });
			const reading = { operation: 'getResults' };
			const run = await runAsTool(reading, { requestId: request.id }, s.host, how);

			expect(s.calls('POST /shorts/create')).toMatchObject([
				{ body: { url: 'https://youtu.be/dQw4w9WgXcQ', start: 0, end: 600 }, status: 201 },
			]);
			expect(s.calls('POST /shorts/create')[0]?.body).not.toHaveProperty('webhookUrl');
			expect(run.json('Agent')).toMatchObject([{ read: [{ requestId: request.id }] }]);
		});

		it('Get Results gives the model the simplified clips by default', async () => {
			const request = s.seed({ clips: 2 });
			const clips = await read({}, request.id);

			expect(clips).toHaveLength(2);
			expect(Object.keys(clips[0] ?? {})).toEqual([
				'title',
				'description',
				'viral_score',
				'duration',
				'video_url',
				'id',
				'requestId',
				'status',
				'sourceUrl',
				'sourceTitle',
			]);
		});

		it('Get Results gives the model everything, if set to Raw', async () => {
			const request = s.seed({ clips: 1 });
			const api = await s.read(request);

			expect(await read({ outputAs: 'request', output: 'raw' }, request.id)).toEqual([
				{ ...api, requestId: request.id },
			]);
		});

		it('Get Results gives the model the selected fields only', async () => {
			const request = s.seed({ clips: 1 });
			const [clip] = (await s.read(request)).shorts;
			const output = { output: 'selectedFields', outputFields: ['id', 'video_url', 'reason'] };

			expect(await read(output, request.id)).toEqual([
				{ id: clip?.id, video_url: clip?.video_url, reason: clip?.reason },
			]);
		});

		it.each(['id, video_url', ['id', 'video_url']])(
			'Get Results gives the fields that an expression names: %j',
			async (outputFields) => {
				const request = s.seed({ clips: 1 });
				const [clip] = (await s.read(request)).shorts;
				const expression = `={{ ${JSON.stringify(outputFields)} }}`;
				const output = { output: 'selectedFields', outputFields: expression };

				expect(await read(output, request.id)).toEqual([
					{ id: clip?.id, video_url: clip?.video_url },
				]);
			},
		);

		it.each([null, '', []])(
			'Get Results gives the ID alone if an expression names no fields: %j',
			async (outputFields) => {
				const request = s.seed({ clips: 1 });
				const [clip] = (await s.read(request)).shorts;
				const expression = `={{ ${JSON.stringify(outputFields)} }}`;
				const output = { output: 'selectedFields', outputFields: expression };

				expect(await read(output, request.id)).toEqual([{ id: clip?.id }]);
			},
		);

		it('the model reads why the API refuses, and what to do', async () => {
			expect(await read({}, 'ffffffffffffffffffffffff')).toEqual([
				{
					error: expect.stringContaining('not found') as string,
					message: expect.stringContaining('Check the request ID') as string,
					code: 'resource_not_found',
				},
			]);
		});

		it('the model reads why its call is refused, and what to do', async () => {
			expect(await read({}, 'the latest one')).toEqual([
				{
					error: "'Request ID' is not the ID of a request",
					message: expect.stringContaining('Enter the requestId that Create returned') as string,
				},
			]);
			expect(s.sandbox.calls).toHaveLength(0);
		});

		it('the model reads that the API was not reached', async () => {
			const run = await runAsTool(
				create({ url: fromAi('video') }),
				{ video: 'https://youtu.be/dQw4w9WgXcQ' },
				{ credential: { apiKey: s.sandbox.apiKey, baseUrl: 'http://127.0.0.1:9/api/v1' } },
				how,
			);

			expect(run.error).toBeUndefined();
			expect(run.json('Agent')[0]?.read).toMatchObject([
				{ message: expect.stringContaining('ECONNREFUSED') as string },
			]);
		}, 30_000);
	},
);

it('The tool tells the model what it does', async () => {
	const run = await runAsTool(create(), {}, s.host, 'direct');

	expect(run.json('Agent')[0]?.description).toMatch(/short/i);
});

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

		it('the model reads why it did not work', async () => {
			const run = await runAsTool(
				getResults({ requestId: fromAi('requestId') }),
				{ requestId: 'ffffffffffffffffffffffff' },
				s.host,
				how,
			);

			const told = run.error?.message ?? JSON.stringify(run.json('Agent'));
			expect(told).toContain('not found');
		});
	},
);

it('The tool tells the model what it does', async () => {
	const run = await runAsTool(create(), {}, s.host, 'direct');

	expect(run.json('Agent')[0]?.description).toMatch(/short/i);
});

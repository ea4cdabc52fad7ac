import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { PROJECT } from './communityPackage';
import { exampleWorkflow, importedExample } from './example';
import { errorOf, itemsOf, jsonOf, runsOf } from './executionData';
import { FakeModel } from './fakeModel';
import type { Execution } from './n8nApi';
import { CAN_MAKE_TABLES } from './n8nVersion';
import { downloadInstead, standIn, withNodes, withPins } from './standIns';
import { startWorld, type World } from './support';
import { manualTrigger, node, noOp, workflow } from './workflows';

const withTables = CAN_MAKE_TABLES ? it : it.skip;

const VIDEO_FILE = readFileSync(join(PROJECT, 'sandbox', 'assets', 'clip.mp4'));

/** Seconds: three requests cover it. */
const LONG = 3_000;

const videoAt = (id: string): string => `https://www.youtube.com/watch?v=${id}`;

/** A feed as YouTube has it, as far as n8n reads it. */
const feedOf = (videos: string[]): string => {
	const entries = videos.map(
		(link, index) =>
			`<entry><title>Video ${index}</title><link rel="alternate" href="${link.replaceAll('&', '&amp;')}"/>` +
			`<published>2026-11-${20 - index}T10:00:00+00:00</published></entry>`,
	);
	return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A channel</title>${entries.join('')}</feed>`;
};

/** What other services would have been given stands in the items of their stand-ins. */
describe('an example at work', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({
			sandbox: { processingMs: 500, fetchFiles: true, videoDuration: 600 },
		});
	});

	afterAll(async () => await world.stop());

	beforeEach(() => world.sandbox.clearLogs());

	const example = async (file: string) => await exampleWorkflow(file, await world.credential());

	/** What is pinned to a node of an example has the fields, in their order, that the node really gave out. */
	const expectSampleLike = async (file: string, name: string, execution: Execution) => {
		const { pinData = {} } = await importedExample(file);
		const [real] = jsonOf(execution, name);
		const sample = pinData[name]?.find(({ json }) => json.status === real?.status);
		expect(Object.keys(sample?.json ?? {})).toEqual(Object.keys(real ?? {}));
	};

	const runOf = async (id: string, trigger: string): Promise<Execution> => {
		const executionId = await world.n8n.run(id, { trigger });
		if (executionId === undefined) throw new Error('The workflow has not started');
		return await world.n8n.waitForExecution(executionId);
	};

	const created = (): unknown[] =>
		world.sandbox.calls.filter(({ route }) => route === '/shorts/create').map(({ body }) => body);

	describe('the best shorts of each new video', () => {
		const channel = 'youtube-channel-to-best-shorts.json';
		let feed: Server;
		let videos: string[] = [];

		beforeAll(async () => {
			feed = createServer((_request, response) => {
				response.setHeader('content-type', 'application/atom+xml').end(feedOf(videos));
			}).listen(0, '127.0.0.1');
			await once(feed, 'listening');
		});

		afterAll(() => feed.close());

		const run = async (newVideos: string[]): Promise<Execution> => {
			videos = newVideos;
			const { port } = feed.address() as AddressInfo;
			const definition = withNodes(await example(channel), {
				'New video in the channel': (trigger) => ({
					...trigger,
					parameters: { ...trigger.parameters, feedUrl: `http://127.0.0.1:${port}/` },
				}),
				'Upload to YouTube': standIn,
			});
			const { id } = await world.n8n.createWorkflow(definition);
			return await runOf(id, 'New video in the channel');
		};

		it('are uploaded, three of the whole video, with their title and description', async () => {
			const video = `${videoAt('new')}&sandboxClips=4&sandboxDuration=${LONG}`;
			const execution = await run([video, videoAt('old')]);

			expect(errorOf(execution)).toBeUndefined();
			expect(created()).toMatchObject([
				{ url: video, start: 0, end: 1200, hookTitle: true },
				{ url: video, start: 1200 },
				{ url: video, start: 2400 },
			]);
			await expectSampleLike(channel, 'Make shorts and wait', execution);
			const all = jsonOf(execution, 'Make shorts and wait');
			const scores = all.map((clip) => Number(clip.viral_score)).sort((a, b) => b - a);
			const best = itemsOf(execution, 'Best three of each video');
			expect(all).toHaveLength(9);
			expect(best.map(({ json }) => json.viral_score).sort()).toEqual(scores.slice(0, 3).sort());
			for (const item of best) {
				expect(item.binary?.data?.mimeType).toBe('video/mp4');
				expect((await world.n8n.binary(item)).length).toBeGreaterThan(1000);
			}
			expect(jsonOf(execution, 'Upload to YouTube')).toMatchObject(
				best.map(({ json: { title, description } }) => ({
					title,
					options: { description, privacyStatus: 'public' },
				})),
			);
		});

		it('are not made of a YouTube Short', async () => {
			await run(['https://www.youtube.com/shorts/abc', videoAt('old')]);
			expect(created()).toEqual([]);
		});

		it('are missed visibly, if Ssemble could not make them', async () => {
			const execution = await run([videoAt('sandbox-fail')]);
			expect(execution.status).toBe('error');
			expect(errorOf(execution)?.message).toMatch(/No shorts of https.*no speech/);
			expect(jsonOf(execution, 'Upload to YouTube')).toEqual([]);
		});
	});

	describe('a video in a Google Drive folder', () => {
		it('comes back as clips and subtitle files in another, with a row for each', async () => {
			const file = 'google-drive-to-clips-and-subtitles.json';
			const uploaded = (place: INode): INode =>
				standIn(place, { name: 'id', type: 'string', value: '={{ "file" + $itemIndex }}' });
			const definition = withNodes(await example(file), {
				'Download the video': (place) =>
					downloadInstead(place, `${world.sandbox.origin}/videos/interview.mp4`),
				'Put the clip into the folder': uploaded,
				'Put the subtitles into the folder': uploaded,
				'Add it to the sheet': ({ name }) => noOp(name),
			});
			const start = 'New file in the folder';
			const { pinData = {} } = await importedExample(file);
			const { id } = await world.n8n.createWorkflow(
				withPins(definition, { [start]: pinData[start] }),
			);

			const execution = await runOf(id, start);

			expect(errorOf(execution)).toBeUndefined();
			expect(created()).toMatchObject([{ fileUrl: expect.stringContaining('/signed?') as string }]);
			expect(world.sandbox.requests.at(-1)?.fetchedBytes).toBe(VIDEO_FILE.length);
			const clips = itemsOf(execution, 'Is it a clip?');
			expect(clips.length).toBeGreaterThan(1);
			expect(clips.every(({ binary }) => binary?.data?.mimeType === 'video/mp4')).toBe(true);
			expect(jsonOf(execution, 'Add it to the sheet')).toEqual(
				clips.map(({ json }, index) => ({
					Title: json.title,
					Description: json.description,
					Score: json.viral_score,
					Seconds: Math.round(Number(json.duration)),
					File: `https://drive.google.com/file/d/file${index}/view`,
					'Request ID': json.requestId,
				})),
			);
			await expectSampleLike(file, 'Make shorts and wait', execution);
			await expectSampleLike(file, 'Get the subtitles', execution);
			const subtitles = itemsOf(execution, 'Get the subtitles');
			expect(subtitles.map(({ json }) => json.id)).toEqual(clips.map(({ json }) => json.id));
			for (const item of subtitles) {
				expect(item.binary?.data?.fileName).toMatch(/\.srt$/);
				expect((await world.n8n.binary(item)).toString()).toMatch(/^1\n00:00:\d\d,\d{3} --> /);
			}
			expect(runsOf(execution, 'Put the subtitles into the folder')).toHaveLength(1);
		});
	});

	describe('a video entered in the form', () => {
		let form: string;
		let address: string;

		beforeAll(async () => {
			const answer = { type: 'boolean', value: '={{ $runIndex !== 1 }}' } as const;
			const definition = withNodes(await example('form-to-approved-posts.json'), {
				'Ask in Slack': (place) => standIn(place, { name: 'data.approved', ...answer }),
				'Post one a day': standIn,
			});
			const page = definition.nodes.find(({ name }) => name === 'A video is entered');
			form = (await world.n8n.createWorkflow(definition)).id;
			await world.n8n.activate(form);
			address = `${world.n8n.url}/form/${page?.webhookId ?? ''}`;
		});

		const enter = async (link: string, file?: Blob): Promise<Execution> => {
			const before = (await world.n8n.executions({ workflowId: form })).length;
			const fields = new FormData();
			fields.set('field-0', link);
			if (file !== undefined) fields.set('field-1', file, 'interview.mp4');
			const response = await fetch(address, { method: 'POST', body: fields });
			expect(response.status).toBe(200);
			const [execution] = await world.n8n.waitForExecutions(before + 1, { workflowId: form });
			if (execution === undefined) throw new Error('The form did not start anything');
			return execution;
		};

		it('is posted as approved clips, one a day', async () => {
			const link = videoAt('form');
			const execution = await enter(link);

			expect(errorOf(execution)).toBeUndefined();
			expect(created()).toMatchObject([{ url: link, start: 0 }]);
			const clips = jsonOf(execution, 'Is it a clip?');
			const asked = runsOf(execution, 'Ask in Slack').map((_, run) =>
				jsonOf(execution, 'Ask in Slack', { run }),
			);
			expect(asked.flat().map(({ message }) => message)).toEqual(
				clips.map(({ title }) => expect.stringContaining(title as string) as string),
			);
			const posts = jsonOf(execution, 'Post one a day');
			expect(posts.map(({ title }) => title)).toEqual([clips[0]?.title, clips[2]?.title]);
			const [first = 0, second = 0] = posts.map(({ options }) =>
				Date.parse((options as { publishAt: string }).publishAt),
			);
			expect(first).toBeGreaterThan(Date.now());
			expect(second - first).toBe(24 * 60 * 60 * 1000);
			await expectSampleLike('form-to-approved-posts.json', 'Download the clip', execution);
			const files = itemsOf(execution, 'Download the clip');
			expect(files.every(({ binary }) => binary?.data?.mimeType === 'video/mp4')).toBe(true);
		});

		it('may be a file', async () => {
			const execution = await enter('', new Blob([VIDEO_FILE], { type: 'video/mp4' }));

			expect(errorOf(execution)).toBeUndefined();
			expect(created()).toMatchObject([{ fileUrl: expect.stringContaining('/signed?') as string }]);
			expect(world.sandbox.requests.at(-1)?.fetchedBytes).toBe(VIDEO_FILE.length);
			expect(jsonOf(execution, 'Post one a day')).toHaveLength(2);
			// The address holds on when n8n has put the file where the execution is kept.
			const [{ fileUrl } = { fileUrl: '' }] = created() as Array<{ fileUrl: string }>;
			expect((await fetch(fileUrl)).status).toBe(200);
			expect(JSON.stringify(jsonOf(execution, 'Make shorts and wait'))).not.toContain('token=');
		});

		it('is refused with a reason, if it cannot be taken', async () => {
			const execution = await enter('https://www.youtube.com/shorts/abc');
			expect(execution.status).toBe('error');
			expect(errorOf(execution)?.message).toContain('YouTube Short');
		});
	});

	describe('the log of all shorts', () => {
		withTables('gets a row for each clip and each failure', async () => {
			const { n8n, sandbox } = world;
			const { id } = await n8n.createWorkflow(await example('log-all-shorts.json'));
			await n8n.activate(id);

			const create = async (url: string): Promise<void> => {
				const response = await fetch(`${sandbox.url}/shorts/create`, {
					method: 'POST',
					headers: { 'content-type': 'application/json', 'x-api-key': sandbox.apiKey },
					body: JSON.stringify({ url, start: 0, end: 600, webhookUrl: world.triggerUrl(id) }),
				});
				expect(response.status).toBe(201);
			};
			await create(videoAt('log'));
			await create(videoAt('sandbox-fail'));
			for (const execution of await n8n.waitForExecutions(2, { workflowId: id, mode: 'webhook' })) {
				expect(errorOf(execution)).toBeUndefined();
				await expectSampleLike('log-all-shorts.json', 'Any shorts of the account', execution);
			}

			const rows = await rowsOf('Ssemble shorts');
			expect(rows).toHaveLength(4);
			const clip = rows.find(({ event }) => event === 'shorts.completed');
			expect(clip).toMatchObject({
				source_url: videoAt('log'),
				title: expect.any(String) as string,
				viral_score: expect.any(Number) as number,
				finished_at: expect.stringMatching(/^\d{4}-/) as string,
			});
			const failed = rows.find(({ event }) => event === 'shorts.failed');
			expect(failed?.clip_id).toBe(failed?.request_id);
			expect(failed?.title).not.toBe('');
		});

		const rowsOf = async (table: string): Promise<IDataObject[]> => {
			const read = node(
				'n8n-nodes-base.dataTable',
				{
					resource: 'row',
					operation: 'get',
					dataTableId: { __rl: true, mode: 'name', value: table },
					returnAll: true,
				},
				{ name: 'Rows' },
			);
			const { id } = await world.n8n.createWorkflow(workflow('Rows', [manualTrigger(), read]));
			return jsonOf(await world.n8n.runToEnd(id, { trigger: 'Start' }), 'Rows');
		};
	});

	describe('the agent', () => {
		it('submits a video, and reads its clips by the ID it was told', async () => {
			const idIn = (result = ''): string => /[0-9a-f]{24}/.exec(result)?.[0] ?? '';
			const model = await FakeModel.start((results) => {
				const [submitted, read] = results;
				const video = { url: videoAt('agent'), start: '1:00', end: '5:00' };
				if (submitted === undefined) return { tool: /create/i, args: video };
				if (read === undefined) return { tool: /read/i, args: { requestId: idIn(submitted) } };
				return { say: read };
			});
			try {
				const openAi = { apiKey: 'none', url: model.url };
				const { id: credentialId, name } = await world.n8n.createCredential('openAiApi', openAi);
				const definition = withNodes(await example('ai-agent.json'), {
					'Your model': (place) => ({
						...place,
						credentials: { openAiApi: { id: credentialId, name } },
					}),
				});
				const { pinData = {} } = await importedExample('ai-agent.json');
				const start = 'A message comes in';
				const { id } = await world.n8n.createWorkflow(
					withPins(definition, { [start]: pinData[start] }),
				);

				const execution = await runOf(id, start);

				expect(errorOf(execution)).toBeUndefined();
				const [request] = world.sandbox.requests.slice(-1);
				expect(request?.body).toMatchObject({ url: videoAt('agent'), start: 60, end: 300 });
				const [answer] = jsonOf(execution, 'Agent');
				expect(answer?.output).toContain(request?.id);
				expect(answer?.output).toContain('status');
			} finally {
				model.stop();
			}
		});
	});
});

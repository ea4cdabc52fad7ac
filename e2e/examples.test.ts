import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { PROJECT } from './communityPackage';
import { exampleWorkflow } from './example';
import { errorOf, itemsOf, jsonOf } from './executionData';
import type { WorkflowDefinition } from './n8nApi';
import { IS_VERSION_1 } from './n8nVersion';
import { startWorld, type World } from './support';
import { manualTrigger, node, workflow } from './workflows';

/** Examples that somebody has to complete before they can be activated: with a channel, a workflow, a model. */
const TO_BE_COMPLETED = [
	'ai-agent.json',
	'submit-video-by-form.json',
	'youtube-channel-to-best-shorts.json',
];

/** Version 1 of n8n cannot make tables from a workflow. */
const withTables = IS_VERSION_1 ? it.skip : it;

const EXAMPLES = readdirSync(join(PROJECT, 'examples'))
	.filter((file) => file.endsWith('.json'))
	.filter((file) => !(IS_VERSION_1 && file === 'log-all-shorts.json'));

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

describe('the examples', () => {
	let world: World;
	let types: INodeTypeDescription[];
	let feed: Server;
	let videos: string[] = [];

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 500 } });
		types = await world.n8n.nodeTypes();
		feed = createServer((_request, response) => {
			response.setHeader('content-type', 'application/atom+xml').end(feedOf(videos));
		}).listen(0, '127.0.0.1');
		await once(feed, 'listening');
	});

	afterAll(async () => {
		feed.close();
		await world.stop();
	});

	/** Imports an example, with parameters that whoever imports it has to fill in. */
	const imported = async (
		file: string,
		parameters: Record<string, IDataObject> = {},
	): Promise<string> => {
		const definition = await exampleWorkflow(file, await world.credential());
		for (const name of Object.keys(parameters)) {
			expect(definition.nodes.map((each) => each.name)).toContain(name);
		}
		const nodes = definition.nodes.map((each) => ({
			...each,
			parameters: { ...each.parameters, ...(parameters[each.name] as INodeParameters) },
		}));
		return (await world.n8n.createWorkflow({ ...definition, nodes })).id;
	};

	const typeOf = ({ type, typeVersion }: INode): INodeTypeDescription | undefined =>
		types.find(({ name, version }) => name === type && [version].flat().includes(typeVersion));

	const problemsOf = (each: INode): string[] => {
		const type = typeOf(each);
		if (type === undefined) return [`${each.name}: ${each.type} ${each.typeVersion} is unknown`];
		const { properties } = type;
		const given = each.parameters;
		const parameters = NodeHelpers.getNodeParameters(properties, given, true, false, each, type);
		const unknown = Object.keys(given).filter((name) => parameters?.[name] === undefined);
		const complete = { ...each, parameters: parameters ?? {} };
		const issues =
			NodeHelpers.getNodeParametersIssues(properties, complete, type)?.parameters ?? {};
		return [
			...unknown.map((name) => `${each.name}: has no parameter ${name}`),
			...Object.values(issues).flatMap((texts) => texts.map((text) => `${each.name}: ${text}`)),
		];
	};

	describe.each(EXAMPLES)('%s', (file) => {
		const read = async (): Promise<WorkflowDefinition> =>
			await exampleWorkflow(file, await world.credential());

		it('uses what n8n has, as n8n knows it', async () => {
			const { nodes } = await read();
			// Left to whoever imports it, and said in a note.
			const left = 'Create shorts: Parameter "Workflow" is required.';
			expect(nodes.flatMap(problemsOf).filter((problem) => problem !== left)).toEqual([]);
		});

		it('explains itself, and names no credential of ours', async () => {
			const { name, nodes } = await exampleWorkflow(file, { id: '', name: '', type: 'none' });
			expect(name).toMatch(/^Ssemble/);
			const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
			expect(notes.length).toBeGreaterThan(0);
			for (const { credentials } of nodes) {
				if (credentials)
					expect(credentials).toEqual({ ssembleApi: { id: '', name: 'Ssemble API' } });
			}
		});

		if (TO_BE_COMPLETED.includes(file)) {
			it('can be imported', async () => {
				const { nodes } = await world.n8n.workflow(await imported(file));
				expect(nodes).toHaveLength((await read()).nodes.length);
			});
		} else {
			it('can be imported and activated', async () => {
				const id = await imported(file);
				await world.n8n.activate(id);
				await world.n8n.deleteWorkflow(id);
			});
		}
	});

	describe('the best shorts of each new video', () => {
		const run = async (newVideos: string[]) => {
			videos = newVideos;
			const { port } = feed.address() as AddressInfo;
			const id = await imported('youtube-channel-to-best-shorts.json', {
				'New video in the channel': { feedUrl: `http://127.0.0.1:${port}/` },
			});
			const executionId = await world.n8n.run(id, { trigger: 'New video in the channel' });
			if (executionId === undefined) throw new Error('The workflow has not started');
			const execution = await world.n8n.waitForExecution(executionId);
			expect(errorOf(execution)).toBeUndefined();
			return execution;
		};

		it('are downloaded', async () => {
			const execution = await run([`${videoAt('new')}&sandboxClips=5`, videoAt('old')]);

			const uploads = itemsOf(execution, 'Your upload node');
			const [request] = world.sandbox.requests.slice(-1);
			const all = jsonOf(execution, 'Is it a clip?');
			const scores = all.map((clip) => Number(clip.viral_score)).sort((a, b) => b - a);
			expect(all).toHaveLength(5);
			expect(request?.body).toMatchObject({ start: 0, end: 1200, hookTitle: true });
			expect(uploads.map(({ json }) => json.viral_score)).toEqual(scores.slice(0, 3));
			for (const upload of uploads) {
				expect(upload.binary?.data?.mimeType).toBe('video/mp4');
				expect((await world.n8n.binary(upload)).length).toBeGreaterThan(1000);
			}
		});

		it('are not made of a YouTube Short', async () => {
			const before = world.sandbox.requests.length;
			await run(['https://www.youtube.com/shorts/abc', videoAt('old')]);
			expect(world.sandbox.requests).toHaveLength(before);
		});

		it('are missed by somebody, if Ssemble could not make them', async () => {
			const execution = await run([videoAt('sandbox-fail')]);
			const [told] = jsonOf(execution, 'Tell somebody');
			expect(told).toMatchObject({ status: 'failed', failureReason: expect.any(String) as string });
			expect(jsonOf(execution, 'Your upload node')).toEqual([]);
		});
	});

	describe('a form in one workflow and the trigger in another', () => {
		let form: string;
		let receiver: string;
		let address: string;

		beforeAll(async () => {
			receiver = await imported('receive-shorts.json');
			await world.n8n.activate(receiver);
			form = await imported('submit-video-by-form.json', {
				'Create shorts': { notifyWorkflow: { __rl: true, mode: 'id', value: receiver } },
			});
			const { nodes } = await world.n8n.workflow(form);
			const { webhookId = '' } = nodes.find(({ name }) => name === 'A video is entered') ?? {};
			await world.n8n.activate(form);
			address = `${world.n8n.url}/form/${webhookId}`;
		});

		const enter = async (url: string, from = '', to = ''): Promise<void> => {
			const fields = new FormData();
			for (const [index, value] of [url, from, to].entries()) fields.set(`field-${index}`, value);
			const response = await fetch(address, { method: 'POST', body: fields });
			expect(response.status).toBe(200);
		};

		it('goes on where the shorts are received', async () => {
			await enter(videoAt('form'), '60', '300');

			const [received] = await world.n8n.waitForExecutions(1, { workflowId: receiver });
			if (received === undefined) throw new Error('nothing was received');
			expect(jsonOf(received, 'Your next step')).toHaveLength(3);
			expect(world.sandbox.requests.at(-1)?.body).toMatchObject({
				url: videoAt('form'),
				start: 60,
				end: 300,
			});
		});

		it('tells there why shorts could not be made', async () => {
			const before = (await world.n8n.executions({ workflowId: receiver })).length;
			await enter(videoAt('sandbox-fail'));

			const [received] = await world.n8n.waitForExecutions(before + 1, { workflowId: receiver });
			if (received === undefined) throw new Error('nothing was received');
			const [told] = jsonOf(received, 'Tell somebody why');
			expect(told).toMatchObject({ failureReason: expect.any(String) as string });
		});

		it('tells at once what cannot be submitted', async () => {
			const before = (await world.n8n.executions({ workflowId: form })).length;
			await enter('https://www.youtube.com/shorts/abc');

			const [refused] = await world.n8n.waitForExecutions(before + 1, { workflowId: form });
			if (refused === undefined) throw new Error('the form did not start anything');
			const [told] = jsonOf(refused, 'Not submitted');
			expect(JSON.stringify(told?.error)).toContain('YouTube Short');
			expect(jsonOf(refused, 'Submitted')).toEqual([]);
		});
	});

	describe('the log of all shorts', () => {
		withTables('gets a row for each clip and each failure', async () => {
			const { n8n, sandbox } = world;
			const id = await imported('log-all-shorts.json');
			await n8n.runToEnd(id, { trigger: 'Run this once' });
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
});

import { TEMPLATES } from '../sandbox';
import { jsonOf } from './executionData';
import { startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, ssembleTrigger, workflow } from './workflows';

describe('the published package in a real n8n', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ withEditor: true, sandbox: { processingMs: 1_000 } });
	});

	afterAll(async () => await world.stop());

	it('offers both nodes under the names that saved workflows use', async () => {
		const types = await world.n8n.nodeTypes();
		const names = types.map(({ name }) => name);
		expect(names).toContain('n8n-nodes-ssemble.ssemble');
		expect(names).toContain('n8n-nodes-ssemble.ssembleTrigger');
	});

	it("tells by the credential's test whether a key works", async () => {
		const { n8n, credentialData } = world;
		const credential = await world.credential();

		expect(await n8n.testCredential(credential, credentialData)).toMatchObject({ status: 'OK' });

		const apiKey = `sk_ssemble_${'0'.repeat(32)}`;
		const refused = await n8n.testCredential(credential, { ...credentialData, apiKey });
		expect(refused.status).toBe('Error');
	});

	it('fills a searchable dropdown from the API', async () => {
		const create = ssemble(
			{ resource: 'short', operation: 'create' },
			{ credential: await world.credential() },
		);
		const { results } = await world.n8n.listSearch({
			node: create,
			method: 'searchTemplates',
			path: 'parameters.additionalOptions.templateId',
		});
		expect(results.map(({ value }) => value)).toEqual(
			TEMPLATES.map(({ templateId }) => templateId),
		);
	});

	it('submits a video, and starts the same workflow when its clips are ready', async () => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const create = ssemble(
			{
				resource: 'short',
				operation: 'create',
				videoSource: 'url',
				url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
				start: 0,
				end: 600,
			},
			{ credential },
		);
		const { id } = await n8n.createWorkflow(
			workflow(
				'Create and hear',
				[manualTrigger(), create],
				[ssembleTrigger({}, { credential }), noOp('Clips')],
			),
		);
		await n8n.activate(id);

		const submission = await n8n.runToEnd(id, { trigger: 'Start' });
		const [submitted] = jsonOf(submission, 'Ssemble');
		expect(submitted).toMatchObject({ status: 'queued', webhookUrl: world.triggerUrl(id) });

		const [delivered] = await n8n.waitForExecutions(1, { workflowId: id, mode: 'webhook' });
		expect(delivered?.status).toBe('success');
		const clips = delivered === undefined ? [] : jsonOf(delivered, 'Clips');
		expect(clips).toHaveLength(sandbox.settings.clipsPerRequest);
		for (const clip of clips) {
			expect(clip).toMatchObject({
				event: 'shorts.completed',
				requestId: submitted?.requestId,
				sourceUrl: sandbox.requests.at(-1)?.body.url,
			});
			// Not in the event, but read from the API.
			expect(typeof clip.description).toBe('string');
		}
	});

	it('submits a video, and starts another workflow when its clips are ready', async () => {
		const { n8n } = world;
		const credential = await world.credential();
		const receiver = await n8n.createWorkflow(
			workflow('Receive', [ssembleTrigger({}, { credential }), noOp('Clips')]),
		);
		await n8n.activate(receiver.id);
		const create = ssemble(
			{
				resource: 'short',
				operation: 'create',
				videoSource: 'url',
				url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
				start: 60,
				end: 300,
				notify: 'otherWorkflow',
				notifyWorkflow: { __rl: true, mode: 'id', value: receiver.id },
			},
			{ credential },
		);
		const sender = await n8n.createWorkflow(workflow('Send', [manualTrigger(), create]));

		const submission = await n8n.runToEnd(sender.id, { trigger: 'Start' });
		const [submitted] = jsonOf(submission, 'Ssemble');
		expect(submitted).toMatchObject({ webhookUrl: world.triggerUrl(receiver.id) });

		const [delivered] = await n8n.waitForExecutions(1, { workflowId: receiver.id });
		const clips = delivered === undefined ? [] : jsonOf(delivered, 'Clips');
		expect(clips.length).toBeGreaterThan(0);
		for (const clip of clips) expect(clip.requestId).toBe(submitted?.requestId);
	});
});

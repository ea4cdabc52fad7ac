import { errorOf, hintsOf, jsonOf } from '../executionData';
import { startLocalWorld } from '../localWorld';
import type { Credential } from '../n8nApi';
import type { World } from '../support';
import { manualTrigger, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';

const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

describe('In an n8n on a computer that has no public address, as it is after its installation', () => {
	let world: World;
	let credential: Credential;

	beforeAll(async () => {
		world = await startLocalWorld({ processingMs: 500, clipsPerRequest: 2 });
		credential = await world.credential();
	});

	afterAll(async () => await world.stop());

	it('Create and Wait asks Ssemble by itself, with nothing set', async () => {
		const { n8n, sandbox } = world;
		const wait = ssemble(
			{
				resource: 'short',
				operation: 'createAndWait',
				url: VIDEO,
				start: 0,
				end: 600,
				// Only for the test not to take half a minute.
				waitOptions: { pollSeconds: 1 },
			},
			{ credential },
		);
		const { id } = await n8n.createWorkflow(workflow('Wait', [manualTrigger(), wait]));
		const run = await n8n.runToEnd(id, { trigger: 'Start' });

		expect(errorOf(run)).toBeUndefined();
		expect(run.status).toBe('success');
		expect(jsonOf(run, 'Ssemble')).toHaveLength(2);
		expect(sandbox.requests.at(-1)?.body.webhookUrl).toBeUndefined();
	});

	it('Create submits, and a hint says what to set for the trigger to receive it', async () => {
		const { n8n, sandbox } = world;
		const { id } = await n8n.createWorkflow(
			workflow(
				'Create and receive',
				[manualTrigger(), ssemble({ url: VIDEO, start: 0, end: 600 }, { credential })],
				[ssembleTrigger({}, { credential }), noOp('Out')],
			),
		);
		await n8n.activate(id);
		const run = await n8n.runToEnd(id, { trigger: 'Start' });

		expect(run.status).toBe('success');
		expect(jsonOf(run, 'Ssemble')).toMatchObject([{ status: 'queued', webhookUrl: null }]);
		expect(hintsOf(run, 'Ssemble').join()).toMatch(/localhost.*WEBHOOK_URL/);
		expect(sandbox.requests.at(-1)?.body.webhookUrl).toBeUndefined();
		await n8n.deactivate(id);
	});

	it('a trigger that listens to the whole account receives it without a public address', async () => {
		const { n8n, sandbox } = world;
		const listening = ssembleTrigger(
			{ listenTo: 'account', pollTimes: { item: [{ mode: 'everyMinute' }] } },
			{ credential },
		);
		const { id } = await n8n.createWorkflow(
			workflow(
				'Create and look',
				[manualTrigger(), ssemble({ url: VIDEO, start: 0, end: 600 }, { credential })],
				[listening, noOp('Out')],
			),
		);
		await n8n.activate(id);
		await n8n.runToEnd(id, { trigger: 'Start' });
		const requestId = sandbox.requests.at(-1)?.id;

		const looked = { workflowId: id, mode: 'trigger' as const };
		const [received] = await n8n.waitForExecutions(1, looked, { timeoutMs: 150_000 });
		expect(received && jsonOf(received, 'Out').map((item) => item.requestId)).toEqual([
			requestId,
			requestId,
		]);
	});
});

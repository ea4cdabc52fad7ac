import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { errorOf, jsonOf } from '../executionData';
import { endedExecutions } from '../outcomes';
import { startWorld, type World } from '../support';
import { manualTrigger, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';
import { importByCommandLine } from './importWorkflow';
import { startProxy, type Proxy } from './proxy';

const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** Where this n8n says that it is. */
const PUBLIC = 'https://n8n.example.com/automation/';

/** A round at each full minute, the shortest that n8n allows. */
const EVERY_MINUTE = { item: [{ mode: 'everyMinute' }] };

let world: World;
let proxy: Proxy;

// One n8n with all of it, for the settings do not depend on each other and each start takes its time.
beforeAll(async () => {
	proxy = await startProxy({
		basePath: '/automation',
		passes: ['/hooks/', '/wake-up/'],
		target: () => world.n8n.url,
	});
	world = await startWorld({
		webhookUrl: PUBLIC,
		sandbox: {
			processingMs: 'manual',
			allowLocalWebhooks: false,
			clipsPerRequest: 2,
		},
		env: {
			N8N_ENDPOINT_WEBHOOK: 'hooks',
			N8N_ENDPOINT_WEBHOOK_WAIT: 'wake-up',
			N8N_EXPRESSION_ENGINE: 'legacy',
			N8N_SCHEDULER_ENABLED: 'true',
			N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
		},
	});
	world.sandbox.settings.webhookHosts = { 'n8n.example.com': proxy.url };
});

afterAll(async () => {
	await world.stop();
	await proxy.stop();
});

const createAndHear = async (trigger: INode, name = 'Create and hear') => {
	const credential = await world.credential();
	return workflow(
		name,
		[manualTrigger(), ssemble({ url: VIDEO, start: 0, end: 600 }, { credential })],
		[trigger, noOp('Out')],
	);
};

const trigger = async (parameters = {}): Promise<INode> =>
	ssembleTrigger(parameters, { credential: await world.credential() });

/** Runs Create in this workflow, and gives the request's id. */
const submit = async (workflowId: string): Promise<string> => {
	const run = await world.n8n.runToEnd(workflowId, { trigger: 'Start' });
	expect(errorOf(run)).toBeUndefined();
	const [created] = jsonOf(run, 'Ssemble');
	expect(created?.webhookUrl).toBe(`${PUBLIC}hooks/ssemble/${workflowId}`);
	return created?.requestId as string;
};

/** The requests that the workflow's trigger has returned, one entry a clip. */
const heardBy = async (workflowId: string, executions = 1): Promise<unknown[]> => {
	const ended = await world.n8n.waitForExecutions(executions, { workflowId, mode: 'webhook' });
	return ended.flatMap((one) => jsonOf(one, 'Out').map(({ requestId }) => requestId));
};

describe('Behind a proxy that passes nothing but n8n’s webhooks, which are renamed and below a path', () => {
	it('Create names the trigger’s address, and its event arrives', async () => {
		const { id } = await world.n8n.createWorkflow(await createAndHear(await trigger()));
		await world.n8n.activate(id);

		const requestId = await submit(id);
		world.sandbox.finish(requestId, 'completed');

		expect(await heardBy(id)).toEqual([requestId, requestId]);
	});

	it('Create and Wait sleeps until Ssemble calls', async () => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const wait = ssemble(
			{ resource: 'short', operation: 'createAndWait', url: VIDEO, start: 0, end: 600 },
			{ credential },
		);
		const { id } = await n8n.createWorkflow(workflow('Wait', [manualTrigger(), wait]));
		const asleep = await n8n.runToEnd(id, { trigger: 'Start' });
		expect(asleep.status).toBe('waiting');
		const request = sandbox.requests.at(-1);
		expect(request?.body.webhookUrl).toContain(`${PUBLIC}wake-up/`);

		sandbox.finish(request?.id ?? '', 'completed');

		const woken = await n8n.waitForExecution(asleep.id);
		expect(woken.status).toBe('success');
		expect(jsonOf(woken, 'Ssemble')).toHaveLength(2);
		expect(proxy.refused).toEqual([]);
	});
});

describe('A workflow that', () => {
	it('is a copy of another has a trigger of its own', async () => {
		const { n8n, sandbox } = world;
		const original = await n8n.createWorkflow(await createAndHear(await trigger()));
		const { nodes, connections } = await n8n.workflow(original.id);
		const copy = await n8n.createWorkflow({ name: 'Copy', nodes, connections });
		await n8n.activate(original.id);
		await n8n.activate(copy.id);

		const mine = await submit(copy.id);
		const other = await submit(original.id);
		for (const id of [mine, other]) sandbox.finish(id, 'completed');

		expect(await heardBy(copy.id)).toEqual([mine, mine]);
		expect(await heardBy(original.id)).toEqual([other, other]);
	});

	it('had its trigger renamed receives what was submitted before', async () => {
		const { n8n, sandbox } = world;
		const first = await trigger();
		const { id } = await n8n.createWorkflow(await createAndHear(first));
		await n8n.activate(id);
		const requestId = await submit(id);

		const renamed = await createAndHear({ ...first, name: 'Shorts Are Ready' });
		await n8n.updateWorkflow(id, { nodes: renamed.nodes, connections: renamed.connections });
		await n8n.activate(id);
		sandbox.finish(requestId, 'completed');

		expect(await heardBy(id)).toEqual([requestId, requestId]);
	});

	it('was imported by n8n’s command line without its trigger’s webhook ID is not published until it is saved', async () => {
		const { n8n, sandbox } = world;
		const withoutId = ssembleTrigger(
			{},
			{ credential: await world.credential(), more: { webhookId: undefined } },
		);
		const definition = await createAndHear(withoutId, 'Imported');
		const id = 'importedWorkflow1';
		await importByCommandLine(n8n, { ...definition, id });

		await expect(n8n.activate(id)).rejects.toThrow(/Open the workflow in the editor, save it/);
		const nodes = definition.nodes.map((node) =>
			node.name === 'Ssemble Trigger' ? { ...node, webhookId: randomUUID() } : node,
		);
		await n8n.updateWorkflow(id, { nodes });
		await n8n.activate(id);
		const requestId = await submit(id);
		sandbox.finish(requestId, 'completed');
		expect(await heardBy(id)).toEqual([requestId, requestId]);
	});
});

describe('With n8n’s scheduler for poll triggers', () => {
	it('what was finished while n8n was down comes with the first poll time', async () => {
		const { n8n, sandbox } = world;
		const listening = await trigger({ listenTo: 'account', pollTimes: EVERY_MINUTE });
		const { id } = await n8n.createWorkflow(await createAndHear(listening, 'Whole account'));
		await n8n.activate(id);
		const requestId = await submit(id);

		await n8n.kill();
		sandbox.addEventFault({ times: Infinity, lose: true });
		sandbox.finish(requestId, 'completed');
		sandbox.clearFaults();
		await n8n.startAgain();

		const executions = await endedExecutions(
			n8n,
			id,
			(all) => all.some((one) => jsonOf(one, 'Out').length > 0),
			150_000,
		);
		const heard = executions.flatMap((one) => jsonOf(one, 'Out').map((item) => item.requestId));
		expect(heard.filter((one) => one === requestId)).toEqual([requestId, requestId]);
	});
});

import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { SandboxRequest } from '../sandbox';
import { crash } from './crash';
import { errorOf, jsonOf } from './executionData';
import type { Execution } from './n8nApi';
import { ASKED_VERSION } from './n8nVersion';
import { startWorld, type World } from './support';
import { node, noOp, ssemble, workflow } from './workflows';

let world: World;

beforeAll(async () => {
	world = await startWorld({ sandbox: { processingMs: 'manual' } });
});

afterEach(() => world.sandbox.clearFaults());

afterAll(async () => await world.stop());

/** Starts a workflow by a call with videos, each of which Ssemble gets as one item. */
async function submit(parameters: IDataObject, videos: string[]): Promise<string> {
	const { n8n } = world;
	const credential = await world.credential();
	const path = randomUUID();
	const { id } = await n8n.createWorkflow(
		workflow('Submit', [
			node(
				'n8n-nodes-base.webhook',
				{ httpMethod: 'POST', path, options: {} },
				{ name: 'Call', typeVersion: 2, more: { webhookId: path } },
			),
			node(
				'n8n-nodes-base.splitOut',
				{ fieldToSplitOut: 'body.videos', options: { destinationFieldName: 'video' } },
				{ name: 'Videos' },
			),
			ssemble(
				{
					resource: 'short',
					videoSource: 'url',
					url: '=https://www.youtube.com/watch?v={{ $json.video }}',
					start: 0,
					end: 600,
					...parameters,
				},
				{ credential },
			),
			ssemble(
				{ resource: 'request', operation: 'getStatus', requestId: '={{ $json.requestId }}' },
				{ name: 'Next', credential },
			),
			noOp('Out'),
		]),
	);
	await n8n.activate(id);
	const answer = await fetch(`${n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ videos }),
	});
	expect(answer.status).toBe(200);
	return id;
}

const idsOf = (requests: SandboxRequest[]) => requests.map(({ id }) => id).sort();
const idsIn = (execution: Execution) =>
	jsonOf(execution, 'Ssemble')
		.map(({ requestId }) => requestId as string)
		.sort();

describe('A retry of an execution that crashed', () => {
	it('after a Create goes on with the requests that this had made', async () => {
		const { n8n, sandbox } = world;
		const hanging = sandbox.addFault({
			path: '/shorts/:id/status',
			effect: { kind: 'hang', ms: 600_000 },
		});
		const workflowId = await submit({ operation: 'create', notify: 'none' }, [
			'video_1',
			'video_2',
		]);
		await sandbox.until(() => hanging.struck > 0, 20_000);
		const requests = [...sandbox.requests];
		expect(requests).toHaveLength(2);
		const crashed = await crash(world, workflowId);

		const retried = await n8n.retryExecution(crashed.id);
		expect(errorOf(retried)).toBeUndefined();
		expect(retried.status).toBe('success');
		expect(idsIn(retried)).toEqual(idsOf(requests));
		expect(sandbox.requests).toHaveLength(2);
	});

	it('while a Create submitted submits the rest', async () => {
		const { n8n, sandbox } = world;
		const before = sandbox.requests.length;
		const videos = Array.from({ length: 40 }, (_, index) => `many_${index}`);
		sandbox.settings.latencyMs = 300;
		const workflowId = await submit({ operation: 'create', notify: 'none' }, videos);
		await sandbox.until(() => sandbox.requests.length >= before + 15, 20_000);
		const crashed = await crash(world, workflowId);
		sandbox.settings.latencyMs = 0;
		expect(sandbox.requests.length).toBeLessThan(before + 40);

		const retried = await n8n.retryExecution(crashed.id);
		expect(errorOf(retried)).toBeUndefined();
		const requests = sandbox.requests.slice(before);
		const urls = new Set(requests.map(({ body }) => body.url));
		expect([requests.length, urls.size]).toEqual([40, 40]);
		expect(idsIn(retried)).toEqual(idsOf(requests));
	});

	it('while Create and Wait polled waits on for its requests', async () => {
		const { n8n, sandbox } = world;
		const before = sandbox.requests.length;
		const polling = { waitOptions: { waitUsing: 'polling', pollSeconds: 5 }, outputAs: 'request' };
		const workflowId = await submit({ operation: 'createAndWait', ...polling }, [
			'video_3',
			'video_4',
		]);
		sandbox.clearLogs();
		await sandbox.until(() => sandbox.calls.some(({ route }) => route === '/shorts'), 20_000);
		const requests = sandbox.requests.slice(before);
		expect(requests).toHaveLength(2);
		const crashed = await crash(world, workflowId);
		for (const { id } of requests) sandbox.finish(id, 'completed');

		const retried = await n8n.retryExecution(crashed.id);
		expect(errorOf(retried)).toBeUndefined();
		expect(retried.status).toBe('success');
		expect(idsIn(retried)).toEqual(idsOf(requests));
		expect(jsonOf(retried, 'Out').map(({ status }) => status)).toEqual(['completed', 'completed']);
		expect(sandbox.requests).toHaveLength(before + 2);
	});
});

it('A retry of an execution that was stopped while it submitted pays for no part of a video again', async () => {
	const { n8n, sandbox } = world;
	const before = sandbox.requests.length;
	sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as IDataObject).start === 1_200,
		effect: { kind: 'delay', ms: 4_000, taken: true },
	});
	const workflowId = await submit(
		{ operation: 'create', videoRange: 'whole', maxCredits: 3, notify: 'none' },
		['stopped&sandboxDuration=3000'],
	);
	const starts = () => sandbox.requests.slice(before).map(({ start }) => start);
	await sandbox.until(() => starts().length === 2, 20_000);
	const [execution] = await n8n.executions({ workflowId, status: 'running' });
	await n8n.stopExecution(execution?.id ?? '');
	await n8n.waitForExecution(execution?.id ?? '', ['canceled']);

	await n8n.retryExecution(execution?.id ?? '');
	const all = [0, 1_200, 2_400];
	// Older versions mostly begin behind the node that was stopped.
	expect(starts()).toEqual(ASKED_VERSION ? all.slice(0, Math.max(2, starts().length)) : all);
});

it('A second retry of the same failed execution pays for nothing again', async () => {
	const { n8n, sandbox } = world;
	const before = sandbox.requests.length;
	sandbox.addFault({
		method: 'POST',
		when: ({ body }) => JSON.stringify(body).includes('twice_2'),
		effect: { kind: 'answer', status: 402, body: { error: { message: 'No credits left' } } },
	});
	const workflowId = await submit({ operation: 'create', notify: 'none' }, ['twice_1', 'twice_2']);
	const [failed] = await n8n.waitForExecutions(1, { workflowId, status: 'error' });
	expect(failed).toBeDefined();

	const first = await n8n.retryExecution(failed?.id ?? '');
	const second = await n8n.retryExecution(failed?.id ?? '');
	const requests = sandbox.requests.slice(before);
	expect(requests).toHaveLength(2);
	expect(idsIn(first)).toEqual(idsOf(requests));
	expect(idsIn(second)).toEqual(idsOf(requests));
});

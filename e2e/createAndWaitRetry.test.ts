import type { IDataObject } from 'n8n-workflow';
import type { SandboxRequest } from '../sandbox';
import { errorOf, jsonOf } from './executionData';
import { PUBLIC_URL, startWorld, type World } from './support';
import { manualTrigger, node, noOp, ssemble, workflow } from './workflows';

let world: World;

beforeAll(async () => {
	world = await startWorld({
		webhookUrl: PUBLIC_URL,
		sandbox: { processingMs: 'manual', allowLocalWebhooks: false },
	});
});

afterAll(async () => await world.stop());

/** Two videos of a test's own: a retry may take an identical request of another execution for its own. */
const videosOf = (test: string) =>
	[1, 2].map((number) => ({
		json: { video: `https://www.youtube.com/watch?v=${test}${number}` },
	}));

const WAIT = {
	resource: 'short',
	operation: 'createAndWait',
	videoSource: 'url',
	url: '={{ $json.video }}',
	start: 0,
	end: 600,
	outputAs: 'request',
};

interface Sleeping {
	executionId: string;
	requests: SandboxRequest[];
}

/** An execution that sleeps for two videos, whose addresses came with the items. */
async function fallAsleep(test: string): Promise<Sleeping> {
	const { n8n, sandbox } = world;
	const credential = await world.credential();
	const next = ssemble(
		{ resource: 'request', operation: 'getStatus', requestId: '={{ $json.requestId }}' },
		{ name: 'Next', credential },
	);
	const { id } = await n8n.createWorkflow({
		...workflow('Create and wait', [
			manualTrigger(),
			ssemble(WAIT, { credential }),
			next,
			noOp('Out'),
		]),
		pinData: { Start: videosOf(test) },
	});
	const before = sandbox.requests.length;
	const executionId = (await n8n.run(id, { trigger: 'Start' })) ?? '';
	await n8n.waitForExecution(executionId, ['waiting']);
	return { executionId, requests: sandbox.requests.slice(before) };
}

/** Retries an execution, and expects an item for each of its requests, and no further request. */
async function expectRetryYields(
	{ executionId, requests }: Sleeping,
	item: IDataObject,
): Promise<void> {
	const { n8n, sandbox } = world;
	const submitted = sandbox.requests.length;
	const retried = await n8n.retryExecution(executionId);

	expect(errorOf(retried)).toBeUndefined();
	expect(retried.status).toBe('success');
	expect(sandbox.requests).toHaveLength(submitted);
	expect(jsonOf(retried, 'Ssemble').sort(byId)).toMatchObject(
		requests.map(({ id }) => ({ requestId: id, ...item })).sort(byId),
	);
	expect(jsonOf(retried, 'Out')).toHaveLength(2);
}

const byId = (a: IDataObject, b: IDataObject) =>
	(a.requestId as string).localeCompare(b.requestId as string);

describe('A retry of an execution', () => {
	it('that died after it had been woken yields the results, and submits nothing', async () => {
		const { n8n, sandbox } = world;
		const asleep = await fallAsleep('died');
		const hanging = sandbox.addFault({
			path: '/shorts/:id/status',
			effect: { kind: 'hang', ms: 600_000 },
		});
		for (const { id } of asleep.requests) sandbox.finish(id, 'completed');
		await sandbox.until(() => hanging.struck > 0, 20_000);
		await n8n.kill();
		hanging.remove();
		await n8n.startAgain();
		await n8n.waitForExecution(asleep.executionId, ['crashed']);

		await expectRetryYields(asleep, { status: 'completed' });
	});

	it('that was stopped in its sleep yields the ids, and submits nothing', async () => {
		const { n8n } = world;
		const asleep = await fallAsleep('stopped');
		await n8n.stopExecution(asleep.executionId);
		await n8n.waitForExecution(asleep.executionId, ['canceled']);

		await expectRetryYields(asleep, { timedOut: true });
	});

	it('that slept in one round of a loop, and died in the next, submits nothing again', async () => {
		const { n8n, sandbox } = world;
		const before = sandbox.requests.length;
		const credential = await world.credential();
		const loop = node(
			'n8n-nodes-base.splitInBatches',
			{ batchSize: 1 },
			{ name: 'Loop', typeVersion: 3 },
		);
		const definition = workflow('Loop', [manualTrigger(), loop, ssemble(WAIT, { credential })]);
		const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
		definition.connections.Loop = { main: [[], to('Ssemble')] };
		definition.connections.Ssemble = { main: [to('Loop')] };
		const { id } = await n8n.createWorkflow({
			...definition,
			pinData: { Start: videosOf('loop') },
		});
		const executionId = (await n8n.run(id, { trigger: 'Start' })) ?? '';
		await n8n.waitForExecution(executionId, ['waiting']);
		const made = () => sandbox.requests.slice(before);
		expect(made()).toHaveLength(1);
		sandbox.addFault({
			method: 'POST',
			path: '/shorts/create',
			effect: { kind: 'delay', ms: 600_000, taken: true },
		});
		sandbox.finish(made()[0]?.id ?? '', 'completed');
		await sandbox.until(() => made().length === 2, 20_000);
		await n8n.kill();
		await n8n.startAgain();
		await n8n.waitForExecution(executionId, ['crashed']);
		sandbox.finish(made()[1]?.id ?? '', 'completed');

		const retried = await n8n.retryExecution(executionId);
		expect(errorOf(retried)).toBeUndefined();
		expect(made()).toHaveLength(2);
		const rounds = [0, 1].map((run) => jsonOf(retried, 'Ssemble', { run }));
		expect(rounds).toMatchObject(made().map(({ id }) => [{ requestId: id, status: 'completed' }]));
	});
});

import type { IDataObject } from 'n8n-workflow';
import type { SandboxRequest } from '../sandbox';
import { errorOf, jsonOf } from './executionData';
import { PUBLIC_URL, startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, workflow } from './workflows';

let world: World;

beforeAll(async () => {
	world = await startWorld({
		webhookUrl: PUBLIC_URL,
		sandbox: { processingMs: 'manual', allowLocalWebhooks: false },
	});
});

afterAll(async () => await world.stop());

interface Sleeping {
	executionId: string;
	requests: SandboxRequest[];
}

/** An execution that sleeps for two videos, whose addresses came with the items. */
async function fallAsleep(): Promise<Sleeping> {
	const { n8n, sandbox } = world;
	const credential = await world.credential();
	const wait = ssemble(
		{
			resource: 'short',
			operation: 'createAndWait',
			videoSource: 'url',
			url: '={{ $json.video }}',
			start: 0,
			end: 600,
			outputAs: 'request',
		},
		{ credential },
	);
	const next = ssemble(
		{ resource: 'request', operation: 'getStatus', requestId: '={{ $json.requestId }}' },
		{ name: 'Next', credential },
	);
	const { id } = await n8n.createWorkflow({
		...workflow('Create and wait', [manualTrigger(), wait, next, noOp('Out')]),
		pinData: {
			Start: ['videoNumber1', 'videoNumber2'].map((video) => ({
				json: { video: `https://www.youtube.com/watch?v=${video}` },
			})),
		},
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
		const asleep = await fallAsleep();
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
		const asleep = await fallAsleep();
		await n8n.stopExecution(asleep.executionId);
		await n8n.waitForExecution(asleep.executionId, ['canceled']);

		await expectRetryYields(asleep, { timedOut: true });
	});
});

import { jsonOf } from './executionData';
import { deliveriesIn } from './outcomes';
import { finishThrice } from './repeatedEvents';
import { PUBLIC_URL, startWorld, type World } from './support';
import { noOp, ssemble, ssembleTrigger, workflow } from './workflows';

describe('However often events come, each finished request starts the workflow once', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({
			webhookUrl: PUBLIC_URL,
			sandbox: { processingMs: 'manual', allowLocalWebhooks: false },
		});
	});

	afterAll(async () => await world.stop());

	it.each([
		['one after the other', false],
		['side by side', true],
	])('200 requests, three posts each, %s', async (_, sideBySide) => {
		const { requests, executions } = await finishThrice(world, 200, sideBySide);

		const { deliveries } = world.sandbox;
		expect(deliveries).toHaveLength(600);
		expect(deliveries.filter(({ outcome }) => outcome !== 'acknowledged')).toEqual([]);

		const expected = new Map(requests.map(({ id }) => [id, 1]));
		expect(deliveriesIn(executions, 'Out')).toEqual(expected);
		expect(executions.map(({ status }) => status)).toEqual(requests.map(() => 'success'));
	});

	it('also when the events come again after a restart of n8n', async () => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const { id: workflowId } = await n8n.createWorkflow(
			workflow('Hear', [ssembleTrigger({}, { credential }), noOp('Out')]),
		);
		await n8n.activate(workflowId);
		const url = `${PUBLIC_URL}webhook/ssemble/${workflowId}`;
		const [request] = sandbox.seedRequests(1, { tookMs: 0 });
		const id = request?.id ?? '';

		expect(await sandbox.deliver(id, { url })).toBe(true);
		await n8n.waitForExecutions(1, { workflowId });
		await n8n.kill();
		await n8n.startAgain();
		expect(await sandbox.deliver(id, { url })).toBe(true);

		const executions = await n8n.waitForExecutions(2, { workflowId });
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map([[id, 1]]));
	});

	it('and once more only when the user retries an execution that was killed after it', async () => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const next = ssemble(
			{ resource: 'request', operation: 'getStatus', requestId: '={{ $json.requestId }}' },
			{ name: 'Next', credential },
		);
		const { id: workflowId } = await n8n.createWorkflow(
			workflow('Hear', [
				ssembleTrigger({ outputAs: 'request' }, { credential }),
				next,
				noOp('Out'),
			]),
		);
		await n8n.activate(workflowId);
		const url = `${PUBLIC_URL}webhook/ssemble/${workflowId}`;
		const [request] = sandbox.seedRequests(1, { tookMs: 0 });
		const id = request?.id ?? '';

		const hanging = sandbox.addFault({
			path: '/shorts/:id/status',
			effect: { kind: 'hang', ms: 600_000 },
		});
		await sandbox.deliver(id, { url });
		await sandbox.until(() => hanging.struck > 0);
		await n8n.kill();
		hanging.remove();
		await n8n.startAgain();

		const [killed] = await n8n.waitForExecutions(1, { workflowId });
		expect(killed?.status).toBe('crashed');
		const retried = await n8n.retryExecution(killed?.id ?? '');
		expect(retried.status).toBe('success');
		expect(jsonOf(retried, 'Out')).toMatchObject([{ requestId: id }]);

		expect(await sandbox.deliver(id, { url })).toBe(true);
		const executions = await n8n.waitForExecutions(2, { workflowId });
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map([[id, 1]]));
	});
});

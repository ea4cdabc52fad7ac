import { errorOf, jsonOf, runsOf } from './executionData';
import { N8n } from './n8n';
import { waitFor } from './wait';
import { manualTrigger, node, noOp, workflow } from './workflows';

describe('the n8n that the tests drive', () => {
	let n8n: N8n;

	beforeAll(async () => {
		n8n = await N8n.start({ withPackage: false });
	});

	afterAll(async () => await n8n.stop());

	it('runs a workflow by hand and reads what its nodes gave out', async () => {
		const items = [{ json: { a: 1, nested: { text: 'x' } } }, { json: { a: 2 } }];
		const { id } = await n8n.createWorkflow({
			...workflow('By hand', [manualTrigger(), noOp('End')]),
			pinData: { Start: items },
		});

		const execution = await n8n.runToEnd(id, { trigger: 'Start' });

		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'End')).toEqual(items.map(({ json }) => json));
	});

	it('runs a workflow up to a node, and by a call of the test URL', async () => {
		const hook = node(
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: 'trial' },
			{ name: 'Hook', typeVersion: 2, more: { webhookId: 'trial' } },
		);
		const { id } = await n8n.createWorkflow(
			workflow('In part', [manualTrigger(), noOp('Middle'), noOp('End')], [hook, noOp('Heard')]),
		);

		const partly = await n8n.runToEnd(id, { trigger: 'Start', destination: 'Middle' });
		expect(jsonOf(partly, 'Middle')).toHaveLength(1);
		expect(runsOf(partly, 'End')).toEqual([]);

		expect(await n8n.run(id, { trigger: 'Hook', destination: 'Heard' })).toBeUndefined();
		await fetch(`${n8n.url}/webhook-test/trial`, { method: 'POST', body: 'text' });
		await waitFor('the test run', async () => {
			const [latest] = await n8n.executions({ workflowId: id });
			const execution = latest && (await n8n.execution(latest.id));
			return execution && runsOf(execution, 'Heard').length === 1;
		});
	});

	it('hears a webhook as soon as a workflow is active, and no more when it is not', async () => {
		const hook = node(
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: 'hear' },
			{ name: 'Hook', typeVersion: 2, more: { webhookId: 'hear' } },
		);
		const { id } = await n8n.createWorkflow(workflow('Webhook', [hook, noOp('End')]));
		const post = async (): Promise<number> =>
			(await fetch(`${n8n.url}/webhook/hear`, { method: 'POST', body: 'text' })).status;

		await n8n.activate(id);
		expect(await post()).toBe(200);
		const [execution] = await n8n.waitForExecutions(1, { workflowId: id });
		expect(execution).toMatchObject({ mode: 'webhook', status: 'success' });

		await n8n.restart();
		expect(await post()).toBe(200);
		expect(await n8n.waitForExecutions(2, { workflowId: id })).toHaveLength(2);

		await n8n.deactivate(id);
		expect(await post()).toBe(404);

		await n8n.deleteWorkflow(id);
		expect(await n8n.executions({ workflowId: id })).toEqual([]);
	});

	it('keeps its data through a crash, and tells why an execution failed', async () => {
		const fail = node(
			'n8n-nodes-base.stopAndError',
			{ errorMessage: 'On purpose' },
			{ name: 'Fail' },
		);
		const { id } = await n8n.createWorkflow(workflow('Fails', [manualTrigger(), fail]));
		const failed = await n8n.runToEnd(id, { trigger: 'Start' });
		expect(errorOf(failed)).toMatchObject({ message: 'On purpose', node: 'Fail' });

		await n8n.kill();
		await n8n.startAgain();

		expect((await n8n.execution(failed.id)).status).toBe('error');
		const retried = await n8n.retryExecution(failed.id);
		expect(retried).toMatchObject({ mode: 'retry', status: 'error', retryOf: failed.id });
	});

	it('shows executions that sleep, and stops them', async () => {
		const wait = node(
			'n8n-nodes-base.wait',
			{ resume: 'timeInterval', amount: 10, unit: 'hours' },
			{ name: 'Wait', typeVersion: 1.1, more: { webhookId: 'sleep' } },
		);
		const { id } = await n8n.createWorkflow(workflow('Sleeps', [manualTrigger(), wait]));

		const sleeping = await n8n.runToEnd(id, { trigger: 'Start' });
		expect(sleeping.status).toBe('waiting');

		await n8n.stopExecution(sleeping.id);
		expect((await n8n.waitForExecution(sleeping.id)).status).toBe('canceled');
		expect(await n8n.process.memory()).toBeGreaterThan(100_000_000);
	});
});

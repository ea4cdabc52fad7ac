import type { IDataObject } from 'n8n-workflow';
import { inParallel } from '../../nodes/Ssemble/shared/parallel';
import { jsonOf } from '../executionData';
import { node, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';
import { Cluster } from './cluster';
import { deliveriesIn, endedExecutions } from './outcomes';

const VIDEO = {
	videoSource: 'url',
	url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
	start: 0,
	end: 600,
};

/** A webhook that starts a workflow in production, and so in a worker. */
const hook = (path: string) =>
	node(
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path },
		{ name: 'Start', typeVersion: 2, more: { webhookId: path } },
	);

describe('On n8n in queue mode', () => {
	let cluster: Cluster;

	beforeAll(async () => {
		cluster = await Cluster.start();
	});

	afterAll(async () => await cluster.stop());

	/** An active workflow that hears of finished requests. */
	const hear = async (trigger: IDataObject): Promise<string> => {
		const credential = await cluster.credential();
		const { id } = await cluster.n8n.createWorkflow(
			workflow('Hear', [ssembleTrigger(trigger, { credential }), noOp('Out')]),
		);
		await cluster.n8n.activate(id);
		return id;
	};

	/** Starts a workflow with its webhook; gives the id of the execution. */
	const start = async (workflowId: string, path: string): Promise<string> => {
		const answer = await fetch(`${cluster.balancer.url}/webhook/${path}`, { method: 'POST' });
		expect(answer.status).toBe(200);
		const [execution] = await cluster.n8n.executions({ workflowId });
		return execution?.id ?? '';
	};

	/** Sends the event of each request three times at once; so many requests' at a time. Tells which were acknowledged. */
	const sendThrice = async (
		ids: string[],
		workflowId: string,
		atATime: number,
	): Promise<boolean[]> => {
		const url = cluster.triggerUrl(workflowId);
		const sent = await inParallel(ids, atATime, async (id) => {
			const posts = [1, 2, 3].map(async () => await cluster.sandbox.deliver(id, { url }));
			return await Promise.all(posts);
		});
		return sent.flat();
	};

	it('a worker submits, and the event starts the same workflow', async () => {
		const { n8n, sandbox } = cluster;
		const credential = await cluster.credential();
		const create = ssemble({ resource: 'short', operation: 'create', ...VIDEO }, { credential });
		const { id } = await n8n.createWorkflow(
			workflow(
				'Create and hear',
				[hook('create'), create],
				[ssembleTrigger({}, { credential }), noOp('Out')],
			),
		);
		await n8n.activate(id);

		const submission = await n8n.waitForExecution(await start(id, 'create'));
		expect(cluster.workers.filter((worker) => worker.hasRun(submission.id))).toHaveLength(1);
		const [submitted] = jsonOf(submission, 'Ssemble');
		expect(submitted).toMatchObject({ status: 'queued', webhookUrl: cluster.triggerUrl(id) });

		const executions = await endedExecutions(n8n, id, (all) => all.length > 1, 30_000);
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map([[submitted?.requestId, 1]]));
		expect(sandbox.requests).toHaveLength(1);
	});

	it('repeated events at both webhook processors start one run with items for each request', async () => {
		const { n8n, sandbox, balancer } = cluster;
		const workflowId = await hear({});
		const ids = sandbox.seedRequests(60).map(({ id }) => id);
		sandbox.clearLogs();
		balancer.counts.clear();

		const acknowledged = await sendThrice(ids, workflowId, 10);

		expect(acknowledged).toEqual(acknowledged.map(() => true));
		expect(Math.min(...balancer.counts.values())).toBeGreaterThanOrEqual(ids.length);
		const executions = await endedExecutions(n8n, workflowId, () => true, 90_000);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map(ids.map((id) => [id, 1])));
	});

	it('a worker and a webhook processor that die lose nothing, and double nothing', async () => {
		const { n8n, sandbox, workers, webhookProcessors } = cluster;
		const workflowId = await hear({
			listenTo: 'account',
			pollTimes: { item: [{ mode: 'everyMinute' }] },
		});
		// As many executions as the workers take at once: two of each request, one by each webhook processor.
		const ids = sandbox.seedRequests(10).map(({ id }) => id);
		sandbox.clearLogs();

		const sent = sendThrice(ids, workflowId, 10);
		const reads = () => sandbox.calls.filter(({ route }) => route === '/shorts/:id').length;
		await sandbox.until(() => reads() >= 2 * ids.length, 30_000);
		// Each execution has read its request and is about to settle with the others whose it is.
		await Promise.all([workers[0]?.process.kill(), webhookProcessors[0]?.process.kill()]);
		await sent;
		await Promise.all([workers[0]?.replace(), webhookProcessors[0]?.replace()]);
		cluster.balance();

		const executions = await endedExecutions(
			n8n,
			workflowId,
			(all) => deliveriesIn(all, 'Out').size >= ids.length,
			200_000,
		);
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map(ids.map((id) => [id, 1])));
	}, 240_000);
});

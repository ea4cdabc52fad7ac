import type { IDataObject } from 'n8n-workflow';
import { inParallel } from '../../nodes/Ssemble/n8n/parallel';
import { errorOf, itemsOf, jsonOf } from '../executionData';
import { deliveriesIn, endedExecutions } from '../outcomes';
import { downloadInstead } from '../standIns';
import { node, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';
import { Cluster } from './cluster';

const VIDEO = {
	videoSource: 'url',
	url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
	start: 0,
	end: 600,
};

/** Milliseconds for which the API keeps executions waiting that are to be found at it. */
const API_LATENCY = 5_000;

/** A webhook that starts a workflow in production, and so in a worker. */
const hook = (path: string) =>
	node(
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path },
		{ name: 'Start', typeVersion: 2, more: { webhookId: path } },
	);

/** Once a minute, and for the first time in so many seconds. */
const secondOfMinuteIn = (seconds: number): string =>
	`${new Date(Date.now() + seconds * 1000).getSeconds()} * * * * *`;

describe('On n8n in queue mode', () => {
	let cluster: Cluster;

	beforeAll(async () => {
		cluster = await Cluster.start({ sandbox: { fetchFiles: true } });
	});

	afterAll(async () => await cluster.stop());

	/** An active workflow that receives finished requests. */
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

	const acknowledged = () =>
		cluster.sandbox.deliveries.filter(({ outcome }) => outcome === 'acknowledged').length;

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

	it('what a worker downloads can be read by the other processes', async () => {
		const { n8n, sandbox } = cluster;
		const credential = await cluster.credential();
		const [request] = sandbox.seedRequests(1);
		const results = ssemble(
			{ resource: 'short', operation: 'getResults', requestId: request?.id },
			{ credential, name: 'Results' },
		);
		const download = ssemble({ resource: 'short', operation: 'download' }, { credential });
		const { id } = await n8n.createWorkflow(
			workflow('Download', [hook('download'), results, download]),
		);
		await n8n.activate(id);

		const execution = await n8n.waitForExecution(await start(id, 'download'));
		const items = itemsOf(execution, 'Ssemble');
		expect(items).toHaveLength(sandbox.settings.clipsPerRequest);
		for (const item of items) {
			expect(item.binary?.data).toMatchObject({ mimeType: 'video/mp4' });
			expect(item.binary?.data?.id).toMatch(/^database:/);
			const original = await fetch(item.json.video_url as string);
			expect(await n8n.binary(item)).toEqual(Buffer.from(await original.arrayBuffer()));
		}
	});

	it('Ssemble can fetch what a worker has downloaded', async () => {
		const { n8n, sandbox } = cluster;
		const credential = await cluster.credential();
		const size = 5_000_000;
		const video = `${sandbox.origin}/videos/interview.mp4?size=${size}`;
		const wait = ssemble(
			{ resource: 'short', operation: 'createAndWait', ...VIDEO, videoSource: 'binary' },
			{ credential },
		);
		const { id } = await n8n.createWorkflow(
			workflow('File', [hook('file'), downloadInstead(noOp('Download'), video), wait, noOp('Out')]),
		);
		await n8n.activate(id);

		const execution = await n8n.waitForExecution(await start(id, 'file'));
		const [file] = itemsOf(execution, 'Download');
		expect(file?.binary?.data?.id).toMatch(/^database:/);
		expect(errorOf(execution)).toBeUndefined();
		const request = sandbox.requests.at(-1);
		expect(request?.fetchedBytes).toBe(size);
		expect(jsonOf(execution, 'Out').map(({ requestId }) => requestId)).toEqual(
			Array.from({ length: sandbox.settings.clipsPerRequest }, () => request?.id),
		);
	});

	it('one worker submits and another goes on when the shorts are ready', async () => {
		const { n8n, sandbox, workers } = cluster;
		const credential = await cluster.credential();
		// It takes an hour, unless it is finished by hand.
		const url = `${VIDEO.url}&sandboxSeconds=3600`;
		const wait = ssemble(
			{ resource: 'short', operation: 'createAndWait', ...VIDEO, url },
			{ credential },
		);
		const { id } = await n8n.createWorkflow(
			workflow('Create and wait', [hook('wait'), wait, noOp('Out')]),
		);
		await n8n.activate(id);

		const executionId = await start(id, 'wait');
		await n8n.waitForExecution(executionId, 'waiting');
		const submitter = workers.find((worker) => worker.hasRun(executionId));
		const other = workers.find((worker) => worker !== submitter);
		await submitter?.process.kill();
		const requestId = sandbox.requests.at(-1)?.id ?? '';
		sandbox.finish(requestId, 'completed');

		const ended = await n8n.waitForExecution(executionId);
		expect(ended.status).toBe('success');
		expect(jsonOf(ended, 'Out').map((clip) => clip.requestId)).toEqual(
			Array.from({ length: sandbox.settings.clipsPerRequest }, () => requestId),
		);
		expect(other?.hasRun(executionId)).toBe(true);
		await submitter?.replace();
	});

	it('repeated events start one run each, also when a webhook processor dies', async () => {
		const { n8n, sandbox, balancer, webhookProcessors } = cluster;
		const workflowId = await hear({});
		const ids = sandbox.seedRequests(60).map(({ id }) => id);
		sandbox.clearLogs();
		balancer.counts.clear();

		const sent = sendThrice(ids, workflowId, 10);
		await sandbox.until(() => acknowledged() >= ids.length, 60_000);
		await webhookProcessors[0]?.process.kill();
		expect((await sent).filter((isTaken) => !isTaken)).toEqual([]);
		expect(Math.min(...balancer.counts.values())).toBeGreaterThan(0);
		expect(balancer.counts.size).toBe(webhookProcessors.length);

		const executions = await endedExecutions(n8n, workflowId, () => true, 100_000);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map(ids.map((id) => [id, 1])));
		await webhookProcessors[0]?.replace();
		cluster.balance();
	}, 180_000);

	it('what a worker had under way when it died, a round of the trigger makes up for', async () => {
		const { n8n, sandbox, workers } = cluster;
		const workflowId = await hear({
			listenTo: 'account',
			pollTimes: { item: [{ mode: 'custom', cronExpression: secondOfMinuteIn(50) }] },
		});
		// As many executions as the workers take at once: two of each request, one by each webhook processor.
		const ids = sandbox.seedRequests(10, { spacingMs: 0 }).map(({ id }) => id);
		sandbox.clearLogs();
		sandbox.settings.latencyMs = API_LATENCY;

		await sendThrice(ids, workflowId, 10);
		// The first ones are about to settle with the others whose the delivery is, which takes them half a
		// second at least; the others still wait for the API. Nothing has been handed over.
		await sandbox.until(() => sandbox.calls.some(({ route }) => route === '/shorts/:id'), 60_000);
		await workers[0]?.process.kill();
		sandbox.settings.latencyMs = 0;
		await workers[0]?.replace();

		const executions = await endedExecutions(
			n8n,
			workflowId,
			(all) => deliveriesIn(all, 'Out').size >= ids.length,
			240_000,
		);
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map(ids.map((id) => [id, 1])));
	}, 360_000);
});

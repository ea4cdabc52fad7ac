import { jsonOf } from './executionData';
import type { Execution } from './n8nApi';
import { ASKED_VERSION } from './n8nVersion';
import { endedExecutions } from './outcomes';
import { startWorld, type World } from './support';
import { noOp, ssembleTrigger, workflow } from './workflows';

/** Rounds come once a minute, the shortest that n8n allows. */
const EVERY_MINUTE = { item: [{ mode: 'everyMinute' }] };

/** In earlier versions, only n8n's editor keeps a second trigger out of a workflow. */
const refusesSecond = ASKED_VERSION === undefined ? it : it.skip;

describe('A trigger that listens to the whole account', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 'manual' } });
	});

	afterAll(async () => await world.stop());

	const listen = async (parameters: object) => {
		const credential = await world.credential();
		const { id } = await world.n8n.createWorkflow(
			workflow('Hear', [ssembleTrigger({ ...parameters }, { credential }), noOp('Out')]),
		);
		await world.n8n.activate(id);
		return id;
	};

	const idsIn = (executions: Execution[]): unknown[] =>
		executions.flatMap((execution) => jsonOf(execution, 'Out').map(({ requestId }) => requestId));

	/** Waits for so many requests, however many executions they come in: a round's come in one. */
	const requestIdsOf = async (workflowId: string, count: number): Promise<unknown[]> =>
		idsIn(
			await endedExecutions(
				world.n8n,
				workflowId,
				(executions) => idsIn(executions).length >= count,
				200_000,
			),
		);

	it('delivers all that finished while n8n was down and every event was lost, each once', async () => {
		const { n8n, sandbox } = world;
		sandbox.seedRequests(5, { newestAt: Date.now() - 60_000 });
		const account = await listen({ listenTo: 'account', outputAs: 'request' });
		const other = await listen({ listenTo: 'trigger', outputAs: 'request' });
		const requests = sandbox.seedRequests(50, {
			status: 'processing',
			body: () => ({ webhookUrl: world.triggerUrl(account) }),
		});

		await n8n.kill();
		sandbox.addEventFault({ times: Infinity, lose: true });
		for (const { id } of requests) sandbox.finish(id, 'completed');
		sandbox.clearFaults();
		await n8n.startAgain();

		const ids = requests.map(({ id }) => id);
		expect((await requestIdsOf(account, ids.length)).sort()).toEqual([...ids].sort());

		// The events arrive after all: nothing more comes of it.
		for (const id of ids) expect(await sandbox.deliver(id)).toBe(true);
		expect((await requestIdsOf(account, ids.length)).sort()).toEqual([...ids].sort());
		expect(await n8n.executions({ workflowId: other })).toEqual([]);
		await n8n.deactivate(account);
	});

	it('delivers what n8n missed at its start, however much it had delivered before', async () => {
		const { n8n, sandbox } = world;
		const workflowId = await listen({ listenTo: 'account', outputAs: 'request' });
		const url = world.triggerUrl(workflowId);
		const heard = sandbox.seedRequests(60, { spacingMs: 0 }).map(({ id }) => id);
		for (const id of heard) expect(await sandbox.deliver(id, { url })).toBe(true);
		await requestIdsOf(workflowId, heard.length);

		await n8n.kill();
		const missed = sandbox.seedRequests(1, { newestAt: Date.now() })[0]?.id;
		await n8n.startAgain();

		const ids = await requestIdsOf(workflowId, heard.length + 1);
		expect(ids.sort()).toEqual([...heard, missed].sort());
		await n8n.deactivate(workflowId);
	});

	it('finds requests that were created elsewhere at its next round, and makes one call when nothing is new', async () => {
		const { n8n, sandbox } = world;
		const workflowId = await listen({
			listenTo: 'account',
			pollTimes: EVERY_MINUTE,
			events: ['shorts.failed'],
			outputAs: 'request',
		});
		const [heard, foreign, unwanted] = sandbox.seedRequests(3, { status: 'processing' });
		const url = world.triggerUrl(workflowId);
		for (const request of [heard, foreign]) sandbox.finish(request?.id ?? '', 'failed');
		sandbox.finish(unwanted?.id ?? '', 'completed');
		await sandbox.deliver(heard?.id ?? '', { url });

		expect((await requestIdsOf(workflowId, 2)).sort()).toEqual([heard?.id, foreign?.id].sort());
		const [byPolling] = await n8n.waitForExecutions(1, { workflowId, mode: 'trigger' });
		expect(byPolling && jsonOf(byPolling, 'Out')).toMatchObject([
			{ requestId: foreign?.id, event: 'shorts.failed' },
		]);

		sandbox.clearLogs();
		await sandbox.until(() => sandbox.calls.length > 0, 100_000);
		expect(await n8n.executions({ workflowId })).toHaveLength(2);
		expect(sandbox.calls.map(({ route }) => route)).toEqual(['/shorts']);
	});
});

describe('When it is activated, a trigger', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld();
	});

	afterAll(async () => await world.stop());

	it('says so, if Ssemble refuses the API key', async () => {
		const { n8n, credentialData } = world;
		const apiKey = `sk_ssemble_${'0'.repeat(32)}`;
		const credential = await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
		for (const listenTo of ['trigger', 'account']) {
			const { id } = await n8n.createWorkflow(
				workflow('Hear', [ssembleTrigger({ listenTo }, { credential })]),
			);
			await expect(n8n.activate(id)).rejects.toThrow(/API key/i);
		}
	});

	refusesSecond('does not share its address with a second one in the same workflow', async () => {
		const { n8n } = world;
		const credential = await world.credential();
		const { id } = await n8n.createWorkflow(
			workflow(
				'Hear twice',
				[ssembleTrigger({}, { credential })],
				[ssembleTrigger({}, { credential, name: 'Second Trigger' })],
			),
		);
		await expect(n8n.activate(id)).rejects.toThrow(/conflict|already|second|more than one/i);
	});

	it('begins with that moment, also the second time', async () => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const { id } = await n8n.createWorkflow(
			workflow('Hear', [
				ssembleTrigger({ listenTo: 'account', outputAs: 'request' }, { credential }),
				noOp('Out'),
			]),
		);
		await n8n.activate(id);
		await n8n.deactivate(id);
		const [before] = sandbox.seedRequests(1);
		// Ssemble's clock is known to the second.
		const seededAt = Date.now();
		await sandbox.until(() => Date.now() > seededAt + 2_000);
		await n8n.activate(id);
		const [after] = sandbox.seedRequests(1, { newestAt: Date.now() + 1_000 });
		await n8n.restart();

		const [execution] = await n8n.waitForExecutions(1, { workflowId: id });
		const ids = execution && jsonOf(execution, 'Out').map(({ requestId }) => requestId);
		expect(ids).toEqual([after?.id]);
		expect(ids).not.toContain(before?.id);
	});
});

describe('In a test run, a trigger', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 'manual' } });
	});

	afterAll(async () => await world.stop());

	const testRun = async (parameters: object) => {
		const { n8n } = world;
		const credential = await world.credential();
		const { id } = await n8n.createWorkflow(
			workflow('Hear', [ssembleTrigger({ ...parameters }, { credential }), noOp('Out')]),
		);
		expect(await n8n.run(id, { trigger: 'Ssemble Trigger' })).toBeUndefined();
		const [execution] = await n8n.waitForExecutions(1, { workflowId: id, mode: 'manual' });
		return execution ? jsonOf(execution, 'Out') : [];
	};

	it('yields a sample, if nothing has finished yet', async () => {
		const clips = await testRun({});
		expect(clips).toHaveLength(2);
		expect(clips[0]).toMatchObject({ title: expect.stringContaining('not a real clip') as string });
	});

	it('replays the latest finished request of the selected events, again and again', async () => {
		const { sandbox } = world;
		const [completed] = sandbox.seedRequests(1, { newestAt: Date.now() - 2_000 });
		const [failed] = sandbox.seedRequests(1, { status: 'failed' });
		sandbox.seedRequests(1, { status: 'processing' });

		expect(await testRun({})).toMatchObject([{ requestId: failed?.id, event: 'shorts.failed' }]);
		for (let times = 0; times < 2; times++) {
			const events = ['shorts.completed'];
			const clips = await testRun({ events });
			expect(clips).toHaveLength(3);
			expect(Object.keys(clips[0] ?? {})).toHaveLength(10);
			expect(clips[0]).toMatchObject({ requestId: completed?.id, event: 'shorts.completed' });

			const requests = await testRun({ events, outputAs: 'request', simplify: false });
			expect(requests).toMatchObject([
				{ requestId: completed?.id, sentences: expect.any(Array) as [] },
			]);
		}
	});
});

import { runSsemble } from './support/engine';
import { startN8n } from './support/n8n';
import { create, createAndWait, getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox({
	quirks: true,
	clipsPerRequest: 2,
	webhookAttemptDelaysMs: [0, 1_000, 3_000],
});

jest.setTimeout(60_000);

it('Create takes a slow answer, and submits once', async () => {
	const run = await runSsemble(create({}), s.host);

	expect(run.error).toBeUndefined();
	expect(run.json('Ssemble')).toMatchObject([{ requestId: s.sandbox.requests.at(-1)?.id }]);
	expect(s.calls('POST /shorts/create')).toHaveLength(1);
});

it('Get Results gives the clips of a request whose status is TASK_COMPLETE', async () => {
	const request = s.seed({ clips: 2 });
	const run = await runSsemble(getResults({ requestId: request.id }), s.host);

	expect(run.error).toBeUndefined();
	expect(run.json('Ssemble')).toMatchObject(
		Array(2).fill({ requestId: request.id, status: 'completed' }),
	);
});

it('Create and Wait finds by polling that its request is TASK_COMPLETE', async () => {
	const before = s.sandbox.requests.length;
	const run = runSsemble(
		createAndWait({ waitOptions: { waitUsing: 'polling', pollSeconds: 0.1, limitMinutes: 0.3 } }),
		s.host,
	);
	await s.sandbox.until(() => s.sandbox.requests.length > before);
	const id = s.sandbox.requests.at(-1)?.id ?? '';
	s.sandbox.finish(id, 'completed');

	expect((await run).json('Ssemble')).toMatchObject(
		Array(2).fill({ requestId: id, status: 'completed' }),
	);
});

it('Create and Wait is woken by the event of a request that is TASK_COMPLETE', async () => {
	const n8n = await startN8n(s.host);
	const run = await runSsemble(createAndWait({}), n8n.host);
	const id = s.sandbox.requests.at(-1)?.id ?? '';
	s.sandbox.finish(id, 'completed');
	await s.sandbox.deliveriesDone(20_000);
	await n8n.idle();
	const woken = await run.resumed();
	await n8n.close();

	expect(woken.json('Ssemble')).toMatchObject(
		Array(2).fill({ requestId: id, status: 'completed' }),
	);
});

it('A trigger for the whole account delivers what finished, once', async () => {
	const { account, host } = s.addAccount();
	const n8n = await startN8n(host);
	const trigger = {
		type: 'n8n-nodes-ssemble.ssembleTrigger',
		name: 'Ssemble Trigger',
		parameters: { listenTo: 'account' },
	};
	const workflow = await n8n.activate({ nodes: [trigger, { type: 'test.noOp', name: 'After' }] });
	await n8n.idle();
	const request = s.seed({ account });
	s.sandbox.settings.quirks = { taskComplete: true, numbersAsTexts: true, upperCaseIds: true };
	const run = await workflow.poll();
	await workflow.poll();
	s.sandbox.settings.quirks = true;
	await n8n.idle();
	await n8n.close();

	const ids = run
		?.json('Ssemble Trigger')
		.map(({ requestId }) => (requestId as string).toLowerCase());
	expect(ids).toEqual(Array(3).fill(request.id));
	expect(n8n.started).toBe(1);
});

it('Get Many lists completed requests as such, by the ids under which they were submitted', async () => {
	const { account, host } = s.addAccount();
	const request = s.seed({ account, newestAt: Date.now() - 60_000 });
	const run = await runSsemble(
		{ resource: 'request', operation: 'getAll', filters: { status: 'completed' } },
		host,
	);

	expect(run.json('Ssemble')).toMatchObject([{ status: 'completed' }]);
	expect((run.json('Ssemble')[0]?.requestId as string).toLowerCase()).toBe(request.id);
});

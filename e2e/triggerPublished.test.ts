import type { IDataObject, INode } from 'n8n-workflow';
import { jsonOf } from './executionData';
import { endedExecutions } from './outcomes';
import { startWorld, type World } from './support';
import { noOp, ssembleTrigger, workflow } from './workflows';

/** Rounds come once a minute, the shortest that n8n allows. */
const EVERY_MINUTE = { item: [{ mode: 'everyMinute' }] };

/** How long to wait for a round, in milliseconds. */
const A_ROUND = 150_000;

const parameters = { listenTo: 'account', outputAs: 'request', pollTimes: EVERY_MINUTE };

/** The requests that came to a workflow, once there are so many. */
const requestIdsOf = async ({ n8n }: World, workflowId: string, count: number) => {
	const idsIn = (executions: Parameters<typeof jsonOf>[0][]) =>
		executions.flatMap((execution) => jsonOf(execution, 'Out').map(({ requestId }) => requestId));
	return idsIn(
		await endedExecutions(n8n, workflowId, (all) => idsIn(all).length >= count, A_ROUND),
	);
};

const publish = async (world: World, pollTimes: IDataObject = EVERY_MINUTE) => {
	const trigger = ssembleTrigger(
		{ ...parameters, pollTimes },
		{ credential: await world.credential() },
	);
	const { id } = await world.n8n.createWorkflow(workflow('Notified', [trigger, noOp('Out')]));
	await world.n8n.activate(id);
	return { id, trigger };
};

/** Saves the workflow with a changed trigger, and publishes it. */
const publishAgain = async ({ n8n }: World, id: string, trigger: INode) => {
	const { nodes, connections } = workflow('Notified', [trigger, noOp('Out')]);
	await n8n.updateWorkflow(id, { nodes, connections });
	await n8n.activate(id);
};

const settings: Array<[string, Record<string, string>]> = [
	['as it is', {}],
	[
		'with its scheduler for poll triggers and durable cursors',
		{
			N8N_SCHEDULER_ENABLED: 'true',
			N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
			N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
			N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
		},
	],
];

describe.each(settings)('On n8n %s, a trigger that listens to the account', (_how, env) => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 'manual' }, env });
		world.sandbox.seedRequests(3, { newestAt: Date.now() - 60_000 });
	});

	afterAll(async () => await world.stop());

	it('delivers what finished between its publication and its first round', async () => {
		const { id } = await publish(world);
		const finished = world.sandbox.seedRequests(3).map((request) => request.id);

		expect((await requestIdsOf(world, id, 3)).sort()).toEqual(finished.sort());
		await world.n8n.deactivate(id);
	}, 200_000);

	it('is published even if a round falls due meanwhile', async () => {
		world.sandbox.addFault({ path: '/templates', effect: { kind: 'delay', ms: 10_000 } });
		const second = new Date(Date.now() + 5_000).getSeconds();
		const cronExpression = `${second} * * * * *`;
		world.sandbox.clearLogs();
		const { id } = await publish(world, { item: [{ mode: 'custom', cronExpression }] });

		// The first look at the list is the activation's, the second one the round's, which was due before its end.
		const looks = () => world.sandbox.calls.filter(({ route }) => route === '/shorts');
		await world.sandbox.until(() => looks().length > 1, 20_000);
		await world.n8n.deactivate(id);
	}, 90_000);

	it('goes on when it is renamed and published again', async () => {
		const { id, trigger } = await publish(world);
		const [lost] = world.sandbox.seedRequests(1);
		await publishAgain(world, id, { ...trigger, name: 'Shorts Are Ready' });

		expect(await requestIdsOf(world, id, 1)).toEqual([lost?.id]);
		await world.n8n.deactivate(id);
	}, 200_000);

	it('begins anew when it is unpublished and published', async () => {
		const { id } = await publish(world);
		await world.n8n.deactivate(id);
		world.sandbox.seedRequests(1);
		await world.n8n.activate(id);
		const [later] = world.sandbox.seedRequests(1);

		expect(await requestIdsOf(world, id, 1)).toEqual([later?.id]);
		await world.n8n.deactivate(id);
	}, 200_000);
});

describe('Publishing a trigger whose API key is an expression on an item', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld();
	});

	afterAll(async () => await world.stop());

	it.each(['trigger', 'account'])(
		'is refused in plain words (%s)',
		async (listenTo) => {
			const { n8n, credentialData } = world;
			const apiKey = '={{ $json.key }}';
			const credential = await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
			const { id } = await n8n.createWorkflow(
				workflow('Notified', [ssembleTrigger({ listenTo }, { credential })]),
			);

			await expect(n8n.activate(id, { timeoutMs: 60_000 })).rejects.toThrow(
				/Choose a credential with a fixed API key/,
			);
		},
		90_000,
	);
});

import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { errorOf, hintsOf, jsonOf } from '../executionData';
import { deliveriesIn, endedExecutions } from '../outcomes';
import { PUBLIC_URL, startWorld, type World } from '../support';
import { manualTrigger, node, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';

let world: World;

beforeAll(async () => {
	world = await startWorld({
		webhookUrl: PUBLIC_URL,
		sandbox: { processingMs: 'manual', allowLocalWebhooks: false, clipsPerRequest: 2 },
		env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' },
	});
});

afterAll(async () => await world.stop());

/** A Create and Wait of the videos that its items name. */
const createAndWait = async (waitOptions: IDataObject = {}): Promise<INode> =>
	ssemble(
		{
			resource: 'short',
			operation: 'createAndWait',
			url: '=https://www.youtube.com/watch?v={{ $json.video ?? "videoNumber0" }}',
			start: 0,
			end: 600,
			waitOptions,
		},
		{ credential: await world.credential() },
	);

const POLLING = { waitUsing: 'polling', pollSeconds: 1 };

/** Starts a workflow as the world outside does, so that n8n counts the execution. */
const call = async (...rest: INode[]): Promise<string> => {
	const { n8n } = world;
	const path = randomUUID();
	const hook = node(
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path, options: {} },
		{ name: 'Call', typeVersion: 2, more: { webhookId: path } },
	);
	const { id } = await n8n.createWorkflow(workflow('Called', [hook, ...rest]));
	await n8n.activate(id);
	await fetch(`${n8n.url}/webhook/${path}`, { method: 'POST' });
	return id;
};

describe('Where n8n runs one execution at a time', () => {
	let hearing: string;

	beforeAll(async () => {
		const trigger = ssembleTrigger({}, { credential: await world.credential() });
		const { id } = await world.n8n.createWorkflow(workflow('Hear', [trigger, noOp('Out')]));
		await world.n8n.activate(id);
		hearing = id;
	});

	/** A finished request that posts its event to the trigger. */
	const post = async (): Promise<string> => {
		const [request] = world.sandbox.seedRequests(1, { tookMs: 0 });
		const id = request?.id ?? '';
		await world.sandbox.deliver(id, { url: `${PUBLIC_URL}webhook/ssemble/${hearing}` });
		return id;
	};

	it('one that sleeps in Create and Wait lets the others run', async () => {
		const { n8n, sandbox } = world;
		const before = sandbox.requests.length;
		const asleep = await call(await createAndWait());
		await n8n.waitForExecutions(1, { workflowId: asleep, status: 'waiting' });
		const mine = sandbox.requests[before]?.id ?? '';

		const id = await post();
		const heard = await n8n.waitForExecutions(1, { workflowId: hearing });
		expect(deliveriesIn(heard, 'Out')).toEqual(new Map([[id, 1]]));

		sandbox.finish(mine, 'completed');
		const [woken] = await n8n.waitForExecutions(1, { workflowId: asleep });
		expect(woken && jsonOf(woken, 'Ssemble')).toHaveLength(2);
	});

	it('one that polls holds up an event, which comes through once when it ends', async () => {
		const { n8n, sandbox } = world;
		const before = sandbox.requests.length;
		const polling = await call(await createAndWait(POLLING));
		await sandbox.until(() => sandbox.requests.length > before, 20_000);
		const mine = sandbox.requests[before]?.id ?? '';

		sandbox.settings.webhookTimeoutMs = 1_000;
		const id = await post();
		const heardBefore = await n8n.executions({ workflowId: hearing, status: 'success' });
		expect(heardBefore).toHaveLength(1);

		sandbox.finish(mine, 'completed');
		await n8n.waitForExecutions(1, { workflowId: polling });
		const isHere = (all: Parameters<typeof deliveriesIn>[0]) => deliveriesIn(all, 'Out').has(id);
		const heard = await endedExecutions(n8n, hearing, isHere, 60_000);
		expect(deliveriesIn(heard, 'Out').get(id)).toBe(1);
	});
});

describe('A workflow with a time-out', () => {
	/** Runs Start → Ssemble with a time-out of so many seconds. */
	const run = async (seconds: number, waitOptions?: IDataObject): Promise<string> => {
		const { id } = await world.n8n.createWorkflow({
			...workflow('Times out', [manualTrigger(), await createAndWait(waitOptions)]),
			settings: { executionTimeout: seconds },
		});
		return (await world.n8n.run(id, { trigger: 'Start' })) ?? '';
	};

	it('goes on with the clips that come before it is over', async () => {
		const { n8n, sandbox } = world;
		const id = await run(300);
		await n8n.waitForExecution(id, 'waiting');
		sandbox.finish(sandbox.requests.at(-1)?.id ?? '', 'completed');

		const woken = await n8n.waitForExecution(id);
		expect(woken.status).toBe('success');
		expect(jsonOf(woken, 'Ssemble')).toHaveLength(2);
	});

	it('goes on with the requests’ IDs before n8n would end it', async () => {
		const { n8n, sandbox } = world;
		const id = await run(8, POLLING);

		const ended = await n8n.waitForExecution(id);
		expect(ended.status).toBe('success');
		expect(jsonOf(ended, 'Ssemble')).toMatchObject([
			{ requestId: sandbox.requests.at(-1)?.id, timedOut: true },
		]);
		expect(hintsOf(ended, 'Ssemble').join()).toContain("'Timeout Workflow'");
	});
});

describe('A sub-workflow with Create and Wait', () => {
	/** Runs a parent that calls the child once with all of two videos, or once for each. */
	const parentOf = async (child: INode, mode: 'each' | 'once'): Promise<string> => {
		const { n8n } = world;
		const called = node(
			'n8n-nodes-base.executeWorkflowTrigger',
			{ inputSource: 'passthrough' },
			{ name: 'Called', typeVersion: 1.1 },
		);
		const sub = await n8n.createWorkflow(workflow('Child', [called, child]));
		await n8n.activate(sub.id);
		const execute = node(
			'n8n-nodes-base.executeWorkflow',
			{
				workflowId: { __rl: true, mode: 'id', value: sub.id },
				mode,
				options: { waitForSubWorkflow: true },
			},
			{ name: 'Call', typeVersion: 1.2 },
		);
		const items: INodeExecutionData[] = ['videoNumber1', 'videoNumber2'].map((video) => ({
			json: { video },
		}));
		const { id } = await n8n.createWorkflow({
			...workflow('Parent', [manualTrigger(), execute, noOp('Out')]),
			pinData: { Start: items },
		});
		return (await n8n.run(id, { trigger: 'Start' })) ?? '';
	};

	/** Ends each request as soon as it is made, and gives the parent's clips. */
	const clipsOf = async (executionId: string, before: number): Promise<IDataObject[]> => {
		const { n8n, sandbox } = world;
		for (const place of [0, 1]) {
			await sandbox.until(() => sandbox.requests.length > before + place, 60_000);
			sandbox.finish(sandbox.requests[before + place]?.id ?? '', 'completed');
		}
		const parent = await n8n.waitForExecution(executionId, undefined, { timeoutMs: 60_000 });
		expect(errorOf(parent)).toBeUndefined();
		expect(parent.status).toBe('success');
		return jsonOf(parent, 'Out');
	};

	it.each([
		['once for all items, sleeping', 'once', {}],
		['once for all items, polling', 'once', POLLING],
		['once for each item, polling', 'each', POLLING],
	] as const)('that is called %s gives the parent the clips of all', async (_, mode, options) => {
		const before = world.sandbox.requests.length;
		const id = await parentOf(await createAndWait(options), mode);
		const clips = await clipsOf(id, before);
		const made = world.sandbox.requests.slice(before).flatMap((one) => [one.id, one.id]);
		expect(clips.map(({ requestId }) => requestId).sort()).toEqual([...made].sort());
	});
});

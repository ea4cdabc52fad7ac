import type { INode } from 'n8n-workflow';
import { PUBLIC_URL, startWorld, type World } from '../../e2e/support';
import { waitFor } from '../../e2e/wait';
import { node, noOp, ssemble, workflow } from '../../e2e/workflows';
import { lessIsBetter, median, MEGABYTE, moreIsBetter, shown, sideBySide } from '../figures';
import type { Effort, Measure, Row } from '../figures';
import { post } from '../load';
import { drained, reachedNextAt, NEXT } from '../receivers';
import { httpRequest, SUBMIT, videos } from '../runs';
import { Dice } from '../soak/dice';

/** How many executions sleep at once. */
const SLEEPERS = 1_000;

/**
 * Callbacks under way at once. When 16 came in a second, whatever became of the earlier ones, n8n's own Wait node
 * answered 19 of 600 in time, and its database was "not ready" for the others.
 */
const CALLBACKS_AT_ONCE = 10;

/** Milliseconds until all of them must be through. */
const TIMEOUT_MS = 10 * 60_000;

/** How many sleep and wake before anything is measured. */
const WARM_UP = 50;

/** Executions started at once. */
const STARTED_AT_ONCE = 10;

/** The memory of the n8n with the Wait nodes, as a share of that of the n8n with ours. */
const LEAST_MEMORY_RATIO = 0.9;

/** Callbacks whose way to the next node is timed, one after the other. */
const TIMED_CALLBACKS = 15;

/** An active workflow that submits what is posted to it, and sleeps until that has finished. */
interface Sleeper {
	workflowId: string;
	url: string;
}

const sleeper = async (world: World, path: string, nodes: INode[]): Promise<Sleeper> => {
	const hook = node(
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path },
		{ name: 'Webhook', typeVersion: 2, more: { webhookId: path } },
	);
	const { id } = await world.n8n.createWorkflow(workflow(path, [hook, ...nodes, noOp(NEXT)]));
	await world.n8n.activate(id);
	return { workflowId: id, url: `${world.n8n.url}/webhook/${path}` };
};

const byCreateAndWait = async (world: World): Promise<INode[]> => [
	ssemble(
		{ ...SUBMIT, operation: 'createAndWait', url: '={{ $json.body.url }}', start: 0, end: 600 },
		{ credential: await world.credential() },
	),
];

/** The same with n8n's own nodes: submit, sleep, and read the results. */
const byWaitNode = async (world: World): Promise<INode[]> => [
	await httpRequest(world, 'Submit', {
		method: 'POST',
		url: `${world.sandbox.url}/shorts/create`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody:
			'={{ JSON.stringify({ url: $json.body.url, start: 0, end: 600, webhookUrl: $execution.resumeUrl }) }}',
	}),
	node(
		'n8n-nodes-base.wait',
		{ resume: 'webhook', httpMethod: 'POST' },
		{ name: 'Wait', typeVersion: 1.1, more: { webhookId: 'bench-wait' } },
	),
	await httpRequest(world, 'Results', {
		url: `=${world.sandbox.url}/shorts/{{ $('Submit').item.json.data.requestId }}`,
	}),
];

/** Starts executions, and returns the ids of their requests once all of them are asleep. */
const fallAsleep = async (world: World, { url, workflowId }: Sleeper, count: number) => {
	const before = world.sandbox.requests.length;
	await post(url, videos(count), STARTED_AT_ONCE);
	await waitFor(
		`${count} executions to be asleep`,
		async () => (await world.n8n.executions({ workflowId, status: 'waiting' })).length === count,
		{ timeoutMs: TIMEOUT_MS, everyMs: 1_000 },
	);
	return world.sandbox.requests.slice(before).map(({ id }) => id);
};

/** Waits until none of them is asleep or at work. */
const allThrough = async (world: World, { workflowId }: Sleeper): Promise<void> => {
	const status = ['new', 'running', 'waiting'] as const;
	await waitFor(
		'all executions to be through',
		async () => (await world.n8n.executions({ workflowId, status: [...status] })).length === 0,
		{ timeoutMs: TIMEOUT_MS, everyMs: 250 },
	);
};

/** Lets requests finish in any order, each as soon as n8n has answered one of the callbacks before. */
const finishAll = async ({ sandbox }: World, ids: string[]): Promise<void> => {
	const isOpen = ({ outcome }: { outcome: string }) => outcome === 'open';
	for (const id of new Dice('sleepers').shuffled(ids)) {
		await sandbox.until(() => sandbox.deliveries.filter(isOpen).length < CALLBACKS_AT_ONCE);
		sandbox.finish(id, 'completed');
	}
};

interface Many {
	/** Executions that came to their end. */
	through: number;
	/** Of those, in a second, from the first callback to the last end. */
	perSecond: number;
	/** In MB: before any slept, when all slept, and when all were through. */
	memory: { before: number; asleep: number; after: number };
}

const measureMany = async (nodesIn: (world: World) => Promise<INode[]>): Promise<Many> =>
	await inNewWorld(async (world) => {
		const { n8n } = world;
		const one = await sleeper(world, 'bench-many', await nodesIn(world));
		const memory = async () => (await n8n.process.memory()) / MEGABYTE;
		await finishAll(world, await fallAsleep(world, one, WARM_UP));
		await allThrough(world, one);
		const before = await memory();

		const ids = await fallAsleep(world, one, SLEEPERS);
		const asleep = await memory();
		const began = performance.now();
		await finishAll(world, ids);
		await allThrough(world, one);
		const seconds = (performance.now() - began) / 1000;
		const { workflowId } = one;
		const ended = await n8n.executions({ workflowId, status: 'success' });
		const through = ended.length - WARM_UP;
		const after = await memory();
		return { through, perSecond: through / seconds, memory: { before, asleep, after } };
	});

const manyRows = (ours: Many, theirs: Many): Row[] => {
	const pairs = (figure: (many: Many) => number) => [
		{ ours: figure(ours), theirs: figure(theirs) },
	];
	const label = `${SLEEPERS} asleep`;
	return [
		{
			what: `${label}: came through`,
			ours: shown(ours.through, 'executions'),
			theirs: shown(theirs.through, 'executions'),
			ratio: ours.through / SLEEPERS,
			atLeast: 1,
		},
		moreIsBetter(
			`${label}: woken`,
			'/s',
			pairs(({ perSecond }) => perSecond),
		),
		...(['before', 'asleep', 'after'] as const).map((when) =>
			lessIsBetter(
				`${label}: memory ${when}`,
				'MB',
				pairs(({ memory }) => memory[when]),
				LEAST_MEMORY_RATIO,
			),
		),
	];
};

/** The median time from the end of a request to the node behind, in milliseconds. */
const timeToWake = async (world: World, one: Sleeper): Promise<number> => {
	const times: number[] = [];
	for (let count = 0; count < TIMED_CALLBACKS; count += 1) {
		const [id = ''] = await fallAsleep(world, one, 1);
		const finishedAt = Date.now();
		world.sandbox.finish(id, 'completed');
		await allThrough(world, one);
		await drained(world, one);
		const [latest] = await world.n8n.executions({ workflowId: one.workflowId });
		const reachedAt = latest && reachedNextAt(await world.n8n.execution(latest.id));
		if (reachedAt !== undefined) times.push(reachedAt - finishedAt);
	}
	return median(times);
};

const measureWaking = async ({ rounds }: Effort): Promise<Row> =>
	await inNewWorld(async (world) => {
		const ours = await sleeper(world, 'bench-ours', await byCreateAndWait(world));
		const theirs = await sleeper(world, 'bench-theirs', await byWaitNode(world));
		const times = await sideBySide(
			rounds,
			async () => await timeToWake(world, ours),
			async () => await timeToWake(world, theirs),
		);
		return {
			...lessIsBetter('Wait node and a call: end of a request to next node', 'ms', times, 1),
			inTheWay:
				'CredentialsHelper.applyDefaultsAndOverwrites, which in a webhook sets up a second environment for ' +
				'expressions (workflow.expression.acquireIsolate) to read the credential',
		};
	});

const inNewWorld = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
	const world = await startWorld({
		webhookUrl: PUBLIC_URL,
		sandbox: { processingMs: 'manual', allowLocalWebhooks: false },
	});
	try {
		return await work(world);
	} finally {
		await world.stop();
	}
};

export const sleepers: Measure = {
	name: 'sleepers',
	title: "Create and Wait asleep: many at once, and waking, against n8n's own Wait node",
	run: async (effort) => [
		await measureWaking(effort),
		...manyRows(await measureMany(byCreateAndWait), await measureMany(byWaitNode)),
	],
};

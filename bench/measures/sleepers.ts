import { setTimeout as delay } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import { startWorld, type World } from '../../e2e/support';
import { waitFor } from '../../e2e/wait';
import { node, noOp, ssemble, workflow } from '../../e2e/workflows';
import { lessIsBetter, median, MEGABYTE, shown, sideBySide } from '../figures';
import type { Effort, Measure, Row } from '../figures';
import { post } from '../load';
import { drained, reachedNextAt, NEXT } from '../receivers';
import { httpRequest, SUBMIT, videos } from '../runs';
import { Dice } from '../soak/dice';

/** How many executions sleep at once, and the milliseconds in which all of them are woken. */
const SLEEPERS = 1_000;
const WOKEN_WITHIN_MS = 60_000;

/** Milliseconds until all of them must be through. */
const TIMEOUT_MS = 10 * 60_000;

/** Executions started at once. */
const STARTED_AT_ONCE = 10;

/** What n8n's memory was before, as a share of what it is when all are through. */
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

const createAndWait = async (world: World): Promise<INode> =>
	ssemble(
		{ ...SUBMIT, operation: 'createAndWait', url: '={{ $json.body.url }}', start: 0, end: 600 },
		{ credential: await world.credential() },
	);

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
		{ timeoutMs: TIMEOUT_MS, everyMs: count },
	);
	return world.sandbox.requests.slice(before).map(({ id }) => id);
};

/** Waits until none of them is asleep or at work. */
const allThrough = async (world: World, { workflowId }: Sleeper): Promise<void> => {
	const status = ['new', 'running', 'waiting'] as const;
	await waitFor(
		'all executions to be through',
		async () => (await world.n8n.executions({ workflowId, status: [...status] })).length === 0,
		{ timeoutMs: TIMEOUT_MS, everyMs: 100 },
	);
};

const measureMany = async (world: World): Promise<Row[]> => {
	const { n8n, sandbox } = world;
	const many = await sleeper(world, 'bench-many', [await createAndWait(world)]);
	const memory = async () => (await n8n.process.memory()) / MEGABYTE;
	const wakeAll = async (ids: string[], withinMs: number): Promise<void> => {
		for (const id of ids) {
			sandbox.finish(id, 'completed');
			await delay(withinMs / ids.length);
		}
		await allThrough(world, many);
	};
	await wakeAll(await fallAsleep(world, many, 50), 0);
	const before = await memory();

	const ids = await fallAsleep(world, many, SLEEPERS);
	const asleep = await memory();
	await wakeAll(new Dice('sleepers').shuffled(ids), WOKEN_WITHIN_MS);
	const { length } = await n8n.executions({ workflowId: many.workflowId, status: 'success' });
	const after = await memory();
	return [
		{
			what: `${SLEEPERS} asleep: came through`,
			ours: shown(length - 50, 'executions'),
			ratio: (length - 50) / SLEEPERS,
			atLeast: 1,
		},
		{
			what: `${SLEEPERS} asleep: memory, against before`,
			ours: shown(asleep, 'MB'),
			theirs: shown(before, 'MB'),
			ratio: before / asleep,
		},
		{
			what: `${SLEEPERS} woken: memory, against before`,
			ours: shown(after, 'MB'),
			theirs: shown(before, 'MB'),
			ratio: before / after,
			atLeast: LEAST_MEMORY_RATIO,
		},
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

const measureWaking = async (world: World, { rounds }: Effort): Promise<Row> => {
	const ours = await sleeper(world, 'bench-ours', [await createAndWait(world)]);
	const theirs = await sleeper(world, 'bench-theirs', await byWaitNode(world));
	const times = await sideBySide(
		rounds,
		async () => await timeToWake(world, ours),
		async () => await timeToWake(world, theirs),
	);
	return lessIsBetter('end of a request to next node, Wait node and a call', 'ms', times, 1);
};

export const sleepers: Measure = {
	name: 'sleepers',
	title: "Create and Wait asleep: many at once, and waking against n8n's own Wait node",
	run: async (effort) => {
		const world = await startWorld({ sandbox: { processingMs: 'manual' } });
		try {
			return [await measureWaking(world, effort), ...(await measureMany(world))];
		} finally {
			await world.stop();
		}
	},
};

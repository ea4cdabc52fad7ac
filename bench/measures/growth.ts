import type { INode } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../e2e/n8nApi';
import { startWorld, type World } from '../../e2e/support';
import { node, noOp, ssemble, ssembleTrigger, workflow } from '../../e2e/workflows';
import { median, shown, type Effort, type Measure, type Row } from '../figures';
import { post } from '../load';
import { drained, newEvents, ssembleReceiver, timeToNext } from '../receivers';
import { START, SUBMIT, runOnce, timeOf, videos, withItems } from '../runs';

/** Three sizes of each kind of work, each ten times the one before. */
const ITEMS = [10, 100, 1_000];
const EVENTS = [10, 100, 1_000];
const ACCOUNT = [100, 1_000, 10_000];
const REMEMBERED = [100, 1_000, 10_000];

/** Posts at once, and events and submissions that are timed. */
const CONCURRENCY = 20;
const TIMED_EVENTS = 9;
const TIMED_RUNS = 9;

/** Entries that one process of n8n records for a delivery, or for a submission. */
const ENTRIES_EACH = 3;

/** How many times the cost may grow when the work grows tenfold; above ten for what varies between runs. */
const MOST_GROWTH = 12;

/** Rows for the milliseconds that each size took; the ratio tells how close the growth is to the largest allowed. */
const rowsOf = (what: string, sizes: number[], times: number[]): Row[] =>
	sizes.map((size, index) => {
		const time = times[index] ?? Number.NaN;
		const before = times[index - 1];
		return {
			what: `${size} ${what}`,
			ours: shown(time, 'ms'),
			...(before === undefined
				? {}
				: {
						theirs: `${shown(time / before, 'times')} the last`,
						ratio: MOST_GROWTH / (time / before),
						atLeast: 1,
					}),
		};
	});

/** The median times of `work` for each size, so many rounds. */
const timesOf = async (
	sizes: number[],
	{ rounds }: Effort,
	work: (size: number) => Promise<number>,
): Promise<number[]> => {
	const medians: number[] = [];
	for (const size of sizes) {
		const times: number[] = [];
		for (let round = 0; round < rounds; round += 1) times.push(await work(size));
		medians.push(median(times));
	}
	return medians;
};

const createNode = async (world: World): Promise<INode> => {
	const credential = await world.credential();
	return ssemble({ ...SUBMIT, operation: 'create', notify: 'none' }, { credential });
};

const submitting = async (world: World, count: number): Promise<number> => {
	const create = await createNode(world);
	return timeOf(await runOnce(world.n8n, withItems('Submit', videos(count), [create])));
};

/** Milliseconds until so many events have gone through the workflow. */
const receiving = async (world: World, count: number): Promise<number> => {
	const receiver = await ssembleReceiver(world);
	const events = newEvents(world, count);
	const began = performance.now();
	await post(receiver.url, events, CONCURRENCY);
	await drained(world, receiver);
	const time = performance.now() - began;
	await world.n8n.deleteWorkflow(receiver.workflowId);
	return time;
};

const listing = async (world: World): Promise<number> => {
	const credential = await world.credential();
	const list = ssemble(
		{ resource: 'request', operation: 'getAll', returnAll: true },
		{ credential },
	);
	return timeOf(await runOnce(world.n8n, withItems('List', [{}], [list])));
};

/**
 * Makes a workflow with a node whose record in n8n's database holds what it records of so many requests.
 * @returns The id of the workflow.
 */
const remembering = async (
	world: World,
	count: number,
	{ id: nodeId }: INode,
	definition: WorkflowDefinition,
): Promise<string> => {
	const { n8n } = world;
	// n8n keeps a node's record by the node's id: another node fills it, before this one takes its place.
	const filler = node(
		'n8n-nodes-base.removeDuplicates',
		{
			operation: 'removeItemsSeenInPreviousExecutions',
			dedupeValue: '={{ $json.key }}',
			options: { scope: 'node', historySize: count * ENTRIES_EACH },
		},
		{ name: 'Fill', typeVersion: 2, more: { id: nodeId } },
	);
	const keys = Array.from({ length: count * ENTRIES_EACH }, (_, key) => ({ key: `key ${key}` }));
	const { id } = await n8n.createWorkflow(withItems('Remembers', keys, [filler]));
	await n8n.runToEnd(id, { trigger: START }, { timeoutMs: 300_000 });
	await n8n.updateWorkflow(id, { pinData: {}, ...definition });
	return id;
};

/** Milliseconds from an event to the next node, for a trigger that remembers so many deliveries. */
const hearing = async (world: World, count: number): Promise<number> => {
	const { n8n } = world;
	const trigger = ssembleTrigger({}, { credential: await world.credential() });
	const definition = workflow('Remembers', [trigger, noOp('Next')]);
	const id = await remembering(world, count, trigger, definition);
	await n8n.activate(id);

	const receiver = { workflowId: id, url: world.triggerUrl(id) };
	const time = await timeToNext(world, receiver, TIMED_EVENTS);
	await n8n.deleteWorkflow(id);
	return time;
};

/** Milliseconds that the submission of one item takes, for a node that remembers so many. */
const submittingAgain = async (world: World, count: number): Promise<number> => {
	const { n8n } = world;
	const create = await createNode(world);
	const definition = withItems('Remembers', videos(1), [create]);
	const id = await remembering(world, count, create, definition);
	const times: number[] = [];
	for (let run = 0; run < TIMED_RUNS; run += 1) {
		times.push(timeOf(await n8n.runToEnd(id, { trigger: START })));
	}
	await n8n.deleteWorkflow(id);
	return median(times);
};

const inWorld = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
	const world = await startWorld({ sandbox: { processingMs: 'manual' } });
	try {
		await submitting(world, 1);
		return await work(world);
	} finally {
		await world.stop();
	}
};

export const growth: Measure = {
	name: 'growth',
	title: 'How cost grows with work, each time ten times more of it',
	run: async (effort) => {
		const account = await inWorld(async (world) => {
			return await timesOf(ACCOUNT, effort, async (size) => {
				world.sandbox.seedRequests(size - world.sandbox.requests.length);
				return await listing(world);
			});
		});
		return await inWorld(async (world) => {
			const times = async (sizes: number[], work: (size: number) => Promise<number>) =>
				await timesOf(sizes, effort, work);
			const items = await times(ITEMS, async (size) => await submitting(world, size));
			const received = await times(EVENTS, async (size) => await receiving(world, size));
			const delivered = await times(REMEMBERED, async (size) => await hearing(world, size));
			const submitted = await times(REMEMBERED, async (size) => await submittingAgain(world, size));
			return [
				...rowsOf('items submitted', ITEMS, items),
				...rowsOf('events', EVENTS, received),
				...rowsOf('deliveries remembered', REMEMBERED, delivered),
				...rowsOf('submissions remembered', REMEMBERED, submitted),
				...rowsOf('requests in the account', ACCOUNT, account),
			];
		});
	},
};

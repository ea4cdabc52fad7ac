import { startWorld, type World } from '../../e2e/support';
import { node, noOp, ssemble, ssembleTrigger, workflow } from '../../e2e/workflows';
import { median, shown, type Effort, type Measure, type Row } from '../figures';
import { post } from '../load';
import { drained, newEvents, ssembleReceiver, timeToNext } from '../receivers';
import { SUBMIT, runOnce, timeOf, videos, withItems } from '../runs';

/** Three sizes of each kind of work, each ten times the one before. */
const ITEMS = [10, 100, 1_000];
const EVENTS = [10, 100, 1_000];
const ACCOUNT = [100, 1_000, 10_000];
const REMEMBERED = [100, 1_000, 10_000];

/** Posts at once, and events that are timed. */
const CONCURRENCY = 20;
const TIMED_EVENTS = 9;

/** Entries that one process of n8n records for a delivery. */
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

const submitting = async (world: World, count: number): Promise<number> => {
	const credential = await world.credential();
	const create = ssemble({ ...SUBMIT, operation: 'create', notify: 'none' }, { credential });
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

/** Milliseconds from an event to the next node, for a trigger that remembers so many deliveries. */
const remembering = async (world: World, count: number): Promise<number> => {
	const { n8n } = world;
	const credential = await world.credential();
	const trigger = ssembleTrigger({}, { credential });
	// n8n keeps a node's record by the node's id: another node fills it, before the trigger takes its place.
	const filler = node(
		'n8n-nodes-base.removeDuplicates',
		{
			operation: 'removeItemsSeenInPreviousExecutions',
			dedupeValue: '={{ $json.key }}',
			options: { scope: 'node', historySize: count * ENTRIES_EACH },
		},
		{ name: 'Fill', typeVersion: 2, more: { id: trigger.id } },
	);
	const keys = Array.from({ length: count * ENTRIES_EACH }, (_, key) => ({ key: `key ${key}` }));
	const { id } = await n8n.createWorkflow(withItems('Remembers', keys, [filler]));
	await n8n.runToEnd(id, { trigger: 'Start' }, { timeoutMs: 300_000 });
	await n8n.updateWorkflow(id, { ...workflow('Remembers', [trigger, noOp('Next')]), pinData: {} });
	await n8n.activate(id);

	const receiver = { workflowId: id, url: world.triggerUrl(id) };
	const time = await timeToNext(world, receiver, TIMED_EVENTS);
	await n8n.deleteWorkflow(id);
	return time;
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
			const remembered = await times(REMEMBERED, async (size) => await remembering(world, size));
			return [
				...rowsOf('items submitted', ITEMS, items),
				...rowsOf('events', EVENTS, received),
				...rowsOf('deliveries remembered', REMEMBERED, remembered),
				...rowsOf('requests in the account', ACCOUNT, account),
			];
		});
	},
};

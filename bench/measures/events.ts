import { Cluster } from '../../e2e/queue/cluster';
import { startWorld, type World } from '../../e2e/support';
import {
	lessIsBetter,
	median,
	moreIsBetter,
	percentile,
	shown,
	sideBySide,
	type Effort,
	type Measure,
	type Row,
} from '../figures';
import { post, type LoadResult } from '../load';
import {
	drained,
	newEvents,
	ssembleReceiver,
	timeToNext,
	webhookReceiver,
	type Receiver,
} from '../receivers';

/** Posts at once at which the slowest answers are judged. */
const BURST = 200;

/** Posts at once, and how many posts in all. */
const LOADS = [
	{ concurrency: 1, posts: 50 },
	{ concurrency: 20, posts: 200 },
	{ concurrency: BURST, posts: 400 },
];

/** Posts at once at which the rate is judged. */
const JUDGED = 20;

/** What the rate must then be, as a share of the other's. */
const LEAST_RATIO = 0.8;

/** Milliseconds after which Ssemble gives an attempt up (API documentation, webhooks), and how far below to stay. */
const SSEMBLE_TIMEOUT = 10_000;
const FAR_BELOW = 2;

/** Events whose way to the next node is timed, one after the other. */
const TIMED_EVENTS = 15;

/** Environment variables for n8n's older way of evaluating expressions, which is cheaper for each post. */
const LEGACY_ENGINE = { N8N_EXPRESSION_ENGINE: 'legacy' };

/** The two that are compared. */
interface Pair {
	ours: Receiver;
	theirs: Receiver;
}

/** How one pair takes the given loads, so many rounds. */
const measureLoads = async (
	label: string,
	world: World,
	{ ours, theirs }: Pair,
	{ rounds, loads }: { rounds: number; loads: typeof LOADS },
): Promise<Row[]> => {
	const load = async (receiver: Receiver, count: number, concurrency: number) => {
		const result = await post(receiver.url, newEvents(world, count), concurrency);
		await drained(world, receiver);
		return result;
	};
	// The first posts find nothing compiled and no connection open.
	await load(ours, 40, 5);
	await load(theirs, 40, 5);

	const rows: Row[] = [];
	for (const { concurrency, posts } of loads) {
		const results = await sideBySide(
			rounds,
			async () => await load(ours, posts, concurrency),
			async () => await load(theirs, posts, concurrency),
		);
		const what = `${label}, ${concurrency} at once`;
		rows.push(...loadRows(what, results, concurrency === JUDGED));
		if (concurrency === BURST) rows.push(burstRow(what, results));
	}
	return rows;
};

/** Against the Webhook node, and against its first version: see webhookReceiver. */
const measureBoth = async (label: string, world: World, { rounds }: Effort): Promise<Row[]> => {
	const ours = await ssembleReceiver(world);
	const theirs = await webhookReceiver(world, 2);
	const ordinary = { ours, theirs: await webhookReceiver(world, 1) };
	const atJudged = LOADS.filter(({ concurrency }) => concurrency === JUDGED);
	const timed = async () =>
		await sideBySide(
			rounds,
			async () => await timeToNext(world, ours, TIMED_EVENTS),
			async () => await timeToNext(world, theirs, TIMED_EVENTS),
		);
	return [
		...(await measureLoads(label, world, { ours, theirs }, { rounds, loads: LOADS })),
		...(await measureLoads(`${label}, Webhook version 1`, world, ordinary, {
			rounds,
			loads: atJudged,
		})),
		lessIsBetter(`${label}: event to next node`, 'ms', await timed()),
	];
};

const measureLegacyEngine = async (world: World, { rounds }: Effort): Promise<Row[]> => {
	const pair = { ours: await ssembleReceiver(world), theirs: await webhookReceiver(world, 2) };
	return await measureLoads('legacy expressions', world, pair, {
		rounds,
		loads: LOADS,
	});
};

const loadRows = (
	label: string,
	results: Array<{ ours: LoadResult; theirs: LoadResult }>,
	isJudged: boolean,
): Row[] => {
	const each = (figure: (result: LoadResult) => number) =>
		results.map(({ ours, theirs }) => ({ ours: figure(ours), theirs: figure(theirs) }));
	const failed = results.reduce((sum, { ours }) => sum + ours.failed, 0);
	return [
		moreIsBetter(
			`${label}: taken`,
			'/s',
			each(({ perSecond }) => perSecond),
			isJudged ? LEAST_RATIO : undefined,
		),
		...[50, 99].map((percent) =>
			lessIsBetter(
				`${label}: answer p${percent}`,
				'ms',
				each(({ latencies }) => percentile(latencies, percent)),
			),
		),
		...(failed === 0 ? [] : [{ what: `${label}: not taken`, ours: shown(failed, 'posts') }]),
	];
};

const burstRow = (label: string, results: Array<{ ours: LoadResult }>): Row => {
	const slowest = median(results.map(({ ours }) => percentile(ours.latencies, 99)));
	return {
		what: `${label}: p99 and time-out`,
		ours: shown(slowest, 'ms'),
		theirs: shown(SSEMBLE_TIMEOUT, 'ms'),
		ratio: SSEMBLE_TIMEOUT / slowest,
		atLeast: FAR_BELOW,
	};
};

const within = async <W extends World, T>(world: W, work: (world: W) => Promise<T>): Promise<T> => {
	try {
		return await work(world);
	} finally {
		await world.stop();
	}
};

export const events: Measure = {
	name: 'events',
	title: "Events: Ssemble Trigger against n8n's Webhook node",
	run: async (effort) => [
		...(await within(
			await startWorld(),
			async (world) => await measureBoth('one process', world, effort),
		)),
		...(await within(
			await startWorld({ env: LEGACY_ENGINE }),
			async (world) => await measureLegacyEngine(world, effort),
		)),
	],
};

export const queueEvents: Measure = {
	name: 'queue-events',
	title: "Events in queue mode: Ssemble Trigger against n8n's Webhook node",
	run: async (effort) =>
		await within(
			await Cluster.start(),
			async (world) => await measureBoth('queue mode', world, effort),
		),
};

import { Cluster } from '../../e2e/queue/cluster';
import { startWorld, type World } from '../../e2e/support';
import {
	lessIsBetter,
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
	FLOOR,
	floorReceiver,
	newEvents,
	ssembleReceiver,
	timeToNext,
	webhookReceiver,
	type Receiver,
} from '../receivers';
import { httpRequest } from '../runs';

/** What figures of ours must reach, as a share of the other's. */
interface Least {
	perSecond?: number;
	p99?: number;
}

/** Posts at once, how many posts in all, and what must be reached beside the floor. */
const LOADS: Array<{ concurrency: number; posts: number; least: Least }> = [
	{ concurrency: 20, posts: 200, least: { perSecond: 0.95 } },
	{ concurrency: 200, posts: 400, least: { p99: 1 / 1.1 } },
];

// What n8n 2.41 does for the Ssemble Trigger alone.
const RECORDING = 'checkProcessedAndRecord, which rewrites the record of deliveries for each event';
const CALLING =
	'httpRequestWithAuthentication, which reads the credential and opens a connection for each call';

/** Events whose way to the next node is timed, one after the other. */
const TIMED_EVENTS = 15;

/** Two triggers that are compared. */
interface Pair {
	label: string;
	ours: Receiver;
	theirs: Receiver;
	/** Whether that is what can be reached. */
	isJudged: boolean;
}

/** How the two receive the given loads, so many rounds. */
const measureLoads = async (
	world: World,
	{ label, ours, theirs, isJudged }: Pair,
	rounds: number,
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
	for (const { concurrency, posts, least } of LOADS) {
		const results = await sideBySide(
			rounds,
			async () => await load(ours, posts, concurrency),
			async () => await load(theirs, posts, concurrency),
		);
		rows.push(...loadRows(`${label}, ${concurrency} at once`, results, isJudged ? least : {}));
	}
	return rows;
};

const loadRows = (
	label: string,
	results: Array<{ ours: LoadResult; theirs: LoadResult }>,
	least: Least,
): Row[] => {
	const each = (figure: (result: LoadResult) => number) =>
		results.map(({ ours, theirs }) => ({ ours: figure(ours), theirs: figure(theirs) }));
	const failed = results.reduce((sum, { ours }) => sum + ours.failed, 0);
	const p99 = ({ latencies }: LoadResult) => percentile(latencies, 99);
	return [
		{
			...moreIsBetter(
				`${label}: accepted`,
				'/s',
				each(({ perSecond }) => perSecond),
				least.perSecond,
			),
			inTheWay: `${CALLING}; ${RECORDING}`,
		},
		{
			...lessIsBetter(`${label}: answer p99`, 'ms', each(p99), least.p99),
			inTheWay: `${CALLING}; ${RECORDING}`,
		},
		...(failed === 0 ? [] : [{ what: `${label}: not accepted`, ours: shown(failed, 'posts') }]),
	];
};

/**
 * From the event to the next node. The floor makes a call of the API on its way, as ours does to confirm the event.
 */
const measureWay = async (world: World, { label, ours }: Pair, rounds: number): Promise<Row> => {
	const call = await httpRequest(world, 'Call', { url: `${world.sandbox.url}/shorts?limit=1` });
	const theirs = await floorReceiver(world, [call]);
	const times = await sideBySide(
		rounds,
		async () => await timeToNext(world, ours, TIMED_EVENTS),
		async () => await timeToNext(world, theirs, TIMED_EVENTS),
	);
	return {
		...lessIsBetter(`${label} and a call: event to next node`, 'ms', times, 1),
		inTheWay: RECORDING,
	};
};

const measureOneProcess = async ({ rounds }: Effort): Promise<Row[]> =>
	await within(await startWorld({ env: FLOOR }), async (world) => {
		const ours = await ssembleReceiver(world);
		const floor = {
			label: 'floor',
			ours,
			theirs: await floorReceiver(world),
			isJudged: true,
		};
		const webhook = {
			label: 'Webhook node',
			ours,
			theirs: await webhookReceiver(world),
			isJudged: false,
		};
		return [
			...(await measureLoads(world, floor, rounds)),
			...(await measureLoads(world, webhook, rounds)),
			await measureWay(world, floor, rounds),
		];
	});

/** In queue mode, processes have to settle whose a delivery is, which a trigger that does nothing need not. */
const measureQueueMode = async ({ rounds }: Effort): Promise<Row[]> =>
	await within(await Cluster.start(), async (world) => {
		const ours = await ssembleReceiver(world);
		const theirs = await webhookReceiver(world);
		const times = await sideBySide(
			rounds,
			async () => await timeToNext(world, ours, TIMED_EVENTS),
			async () => await timeToNext(world, theirs, TIMED_EVENTS),
		);
		return [
			...(await measureLoads(
				world,
				{ label: 'queue mode, Webhook node', ours, theirs, isJudged: false },
				rounds,
			)),
			lessIsBetter('queue mode, Webhook node: event to next node', 'ms', times),
		];
	});

const within = async <W extends World, T>(world: W, work: (world: W) => Promise<T>): Promise<T> => {
	try {
		return await work(world);
	} finally {
		await world.stop();
	}
};

export const events: Measure = {
	name: 'events',
	title: 'Events: Ssemble Trigger against a trigger that does nothing, the floor of n8n',
	run: measureOneProcess,
};

export const queueEvents: Measure = {
	name: 'queue-events',
	title: "Events in queue mode: Ssemble Trigger against n8n's Webhook node",
	run: measureQueueMode,
};

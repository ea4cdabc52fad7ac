import type { World } from '../../e2e/support';
import { startWorld } from '../../e2e/support';
import { node, ssemble } from '../../e2e/workflows';
import { lessIsBetter, shown, sideBySide, type Effort, type Measure, type Row } from '../figures';
import { START, SUBMIT, runOnce, submitByHttp, timeOf, videos, withItems } from '../runs';

/** Milliseconds that the API takes to answer, and how many items are submitted. */
const LATENCIES = [50, 300];
const SIZES = [1, 10, 100, 1_000];

/** Submissions that Ssemble's node has in flight, and so the size of the batches it is compared with. */
const IN_FLIGHT = 10;

/** From this size on, a comparison takes minutes, and is made once: it is over a thousand calls as it is. */
const LONG = 1_000;

/** What is asked of at least this many items at the higher latency. */
const JUDGED_SIZE = 100;
const LEAST_AGAINST_LOOP = 8;
/** "No slower", for a figure that varies by some percent. */
const LEAST_AGAINST_BATCHES = 0.95;

/** Milliseconds that the submission of so many items takes in each of the ways. */
class Ways {
	constructor(private readonly world: World) {}

	private async time(nodes: Parameters<typeof withItems>[2], count: number): Promise<number> {
		const definition = withItems('Submit', videos(count), nodes);
		return timeOf(await runOnce(this.world.n8n, definition));
	}

	async ssemble(count: number): Promise<number> {
		const credential = await this.world.credential();
		const create = ssemble({ ...SUBMIT, operation: 'create', notify: 'none' }, { credential });
		return await this.time([create], count);
	}

	/** The HTTP Request node with its batching: so many at once, and the next as soon as those are answered. */
	async batches(count: number, latency: number): Promise<number> {
		const batch = { batchSize: IN_FLIGHT, batchInterval: latency };
		return await this.time([await submitByHttp(this.world, { batching: { batch } })], count);
	}

	/** The HTTP Request node without batching: all at once. */
	async allAtOnce(count: number): Promise<number> {
		return await this.time([await submitByHttp(this.world)], count);
	}

	/** The HTTP Request node in a loop: one after the other. */
	async loop(count: number): Promise<number> {
		const loop = node('n8n-nodes-base.splitInBatches', {}, { name: 'Loop', typeVersion: 3 });
		const submit = await submitByHttp(this.world);
		const definition = withItems('Submit', videos(count), [loop, submit]);
		definition.connections = {
			[START]: { main: [[{ node: loop.name, type: 'main', index: 0 }]] },
			[loop.name]: { main: [[], [{ node: submit.name, type: 'main', index: 0 }]] },
			[submit.name]: { main: [[{ node: loop.name, type: 'main', index: 0 }]] },
		};
		return timeOf(await runOnce(this.world.n8n, definition));
	}
}

const compare = async (
	world: World,
	latency: number,
	size: number,
	effort: Effort,
): Promise<Row[]> => {
	const ways = new Ways(world);
	const rounds = size >= LONG ? 1 : effort.rounds;
	const isJudged = latency === Math.max(...LATENCIES) && size >= JUDGED_SIZE;
	const what = `${size} items at ${latency} ms`;
	const against = async (theirs: () => Promise<number>) =>
		await sideBySide(rounds, async () => await ways.ssemble(size), theirs);

	const loop = await against(async () => await ways.loop(size));
	const batches = await against(async () => await ways.batches(size, latency));
	const allAtOnce = await against(async () => await ways.allAtOnce(size));
	return [
		lessIsBetter(`${what}: loop`, 'ms', loop, isJudged ? LEAST_AGAINST_LOOP : undefined),
		lessIsBetter(
			`${what}: batches of ${IN_FLIGHT}`,
			'ms',
			batches,
			isJudged ? LEAST_AGAINST_BATCHES : undefined,
		),
		lessIsBetter(`${what}: all at once`, 'ms', allAtOnce),
	];
};

export const submission: Measure = {
	name: 'submission',
	title: "Submission: Ssemble's Create against n8n's HTTP Request node",
	run: async (effort) => {
		const world = await startWorld({ sandbox: { processingMs: 'manual' } });
		try {
			await new Ways(world).ssemble(1);
			const rows: Row[] = [];
			for (const latency of LATENCIES) {
				world.sandbox.settings.latencyMs = latency;
				for (const size of SIZES) rows.push(...(await compare(world, latency, size, effort)));
			}
			world.sandbox.clearLogs();
			await new Ways(world).ssemble(JUDGED_SIZE);
			const open = world.sandbox.maxInFlight;
			return [
				...rows,
				{
					what: 'Open at once, at most',
					ours: shown(open, 'calls'),
					ratio: IN_FLIGHT / open,
					atLeast: 1,
				},
			];
		} finally {
			await world.stop();
		}
	},
};

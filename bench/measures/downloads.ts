import type { INode } from 'n8n-workflow';
import { watchMemory } from '../../e2e/memory';
import { startWorld, type World } from '../../e2e/support';
import { node, ssemble } from '../../e2e/workflows';
import {
	lessIsBetter,
	MEGABYTE,
	moreIsBetter,
	sideBySide,
	type Measure,
	type Row,
} from '../figures';
import { runOnce, timeOf, withItems } from '../runs';

/** Sizes of the video, in megabytes; the last one is judged. */
const SIZES = [50, 500];

/** How fast the download must be, as a share of the HTTP Request node's speed. */
const LEAST_SPEED_RATIO = 0.9;

/** By how many megabytes the memory may grow. */
const MOST_GROWTH = 100;

interface Downloaded {
	/** Megabytes per second. */
	speed: number;
	/** Megabytes by which n8n's memory was larger at its highest than before. */
	growth: number;
}

const byNode = async (world: World): Promise<INode> =>
	ssemble({ resource: 'short', operation: 'download' }, { credential: await world.credential() });

const byHttp = async (): Promise<INode> =>
	await Promise.resolve(
		node(
			'n8n-nodes-base.httpRequest',
			{
				url: '={{ $json.video_url }}',
				options: { response: { response: { responseFormat: 'file' } } },
			},
			{ name: 'HTTP Request', typeVersion: 4.2 },
		),
	);

const download = async (world: World, by: INode, megabytes: number): Promise<Downloaded> => {
	// Each in an n8n that has done nothing yet, whose memory holds nothing of the one before.
	await world.n8n.restart();
	const items = (size: number) => [
		{
			title: 'A clip',
			video_url: `${world.sandbox.origin}/videos/clip.mp4?size=${size * MEGABYTE}`,
		},
	];
	await runOnce(world.n8n, withItems('Warm up', items(1), [by]));

	const { result: execution, growth } = await watchMemory(
		world.n8n.process,
		async () => await runOnce(world.n8n, withItems('Download', items(megabytes), [by])),
	);
	return {
		speed: megabytes / (timeOf(execution) / 1000),
		growth: growth / MEGABYTE,
	};
};

const rowsFor = async (world: World, megabytes: number, rounds: number): Promise<Row[]> => {
	const [ours, theirs] = [await byNode(world), await byHttp()];
	const results = await sideBySide(
		rounds,
		async () => await download(world, ours, megabytes),
		async () => await download(world, theirs, megabytes),
	);
	const isJudged = megabytes === SIZES.at(-1);
	const each = (figure: (one: Downloaded) => number) =>
		results.map((round) => ({ ours: figure(round.ours), theirs: figure(round.theirs) }));
	const growths = each(({ growth }) => growth);
	return [
		moreIsBetter(
			`${megabytes} MB: speed`,
			'MB/s',
			each(({ speed }) => speed),
			isJudged ? LEAST_SPEED_RATIO : undefined,
		),
		lessIsBetter(`${megabytes} MB: growth of memory`, 'MB', growths),
		...(isJudged
			? [
					lessIsBetter(
						`${megabytes} MB: growth against ${MOST_GROWTH} MB`,
						'MB',
						growths.map((round) => ({ ours: round.ours, theirs: MOST_GROWTH })),
						1,
					),
				]
			: []),
	];
};

export const downloads: Measure = {
	name: 'downloads',
	title: "Downloads: Download Video against n8n's HTTP Request node",
	run: async ({ rounds }) => {
		const world = await startWorld();
		try {
			const rows: Row[] = [];
			for (const size of SIZES) rows.push(...(await rowsFor(world, size, rounds)));
			return rows;
		} finally {
			await world.stop();
		}
	},
};

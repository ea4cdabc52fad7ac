import { N8n } from '../../e2e/n8n';
import { lessIsBetter, MEGABYTE, sideBySide, type Measure } from '../figures';

interface Started {
	/** Milliseconds until n8n is ready. */
	time: number;
	/** Megabytes of resident memory then. */
	memory: number;
}

const start = async (withPackage: boolean): Promise<Started> => {
	const n8n = await N8n.start({ withPackage, withEditor: true });
	try {
		// The first start fills n8n's caches.
		await n8n.shutDown();
		const began = performance.now();
		await n8n.startAgain();
		const time = performance.now() - began;
		return { time, memory: (await n8n.process.memory()) / MEGABYTE };
	} finally {
		await n8n.stop();
	}
};

export const startup: Measure = {
	name: 'startup',
	title: 'Start of n8n: with this package against without',
	run: async ({ rounds }) => {
		const results = await sideBySide(
			rounds,
			async () => await start(true),
			async () => await start(false),
		);
		const each = (figure: (one: Started) => number) =>
			results.map(({ ours, theirs }) => ({ ours: figure(ours), theirs: figure(theirs) }));
		return [
			lessIsBetter(
				'time until ready',
				'ms',
				each(({ time }) => time),
			),
			lessIsBetter(
				'memory',
				'MB',
				each(({ memory }) => memory),
			),
		];
	},
};

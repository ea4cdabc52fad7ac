import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { preparePackage, removePackage } from '../../e2e/communityPackage';
import { endTurn, takeTurn } from '../../e2e/turn';
import { soak } from './soak';

/** Minutes from which on a run tells something about memory, and how much more of it the end may take. */
const LONG_MINUTES = 10;
const MOST_GROWTH = 1.2;

const main = async (): Promise<void> => {
	const { values } = parseArgs({
		options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string' } },
	});
	const minutes = Number(values.minutes);
	if (!(minutes > 0)) throw new Error('npm run soak -- [--minutes 20] [--seed any-text]');
	const seed = values.seed ?? randomBytes(4).toString('hex');
	console.log(`${minutes} minutes, --seed ${seed}`);
	await takeTurn();
	await preparePackage();
	try {
		const report = await soak({ minutes, seed, say: console.log });
		console.log(JSON.stringify({ seed, minutes, ...report }, null, 2));
		const { lost, twice, paidTwice, memory } = report;
		const isGrowing = minutes >= LONG_MINUTES && memory.last > memory.first * MOST_GROWTH;
		if (isGrowing) console.log(`n8n's memory grew by more than ${MOST_GROWTH} times.`);
		if (isGrowing || lost.length + twice.length + paidTwice.length > 0) process.exitCode = 1;
	} finally {
		await removePackage();
		await endTurn();
	}
};

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});

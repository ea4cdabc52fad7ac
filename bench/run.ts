import { preparePackage, removePackage } from '../e2e/communityPackage';
import { table } from '../e2e/table';
import { endTurn, takeTurn } from '../e2e/turn';
import type { Effort, Measure, Row } from './figures';
import { MEASURES } from './measures';

const HELP = `npm run bench -- [names] [--rounds 3]

Measures this package on a real n8n, beside what a user would do without it, in the same run.
Each figure is the median of the rounds. Names, all unless told:
${MEASURES.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`).join('\n')}`;

const readArguments = (args: string[]): { chosen: Measure[]; effort: Effort } => {
	const at = args.indexOf('--rounds');
	const rounds = at < 0 ? 3 : Number(args[at + 1]);
	const names = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
	const unknown = names.filter((name) => !MEASURES.some((measure) => measure.name === name));
	if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}\n${HELP}`);
	if (!(rounds >= 1)) throw new Error(`--rounds takes a number from 1\n${HELP}`);
	const chosen = MEASURES.filter(({ name }) => names.length === 0 || names.includes(name));
	return { chosen, effort: { rounds } };
};

const isMissed = ({ ratio, atLeast }: Row): boolean =>
	atLeast !== undefined && !((ratio ?? 0) >= atLeast);

const cells = (row: Row): string[] => {
	const { what, ours, theirs, ratio, atLeast } = row;
	return [
		what,
		ours,
		theirs ?? '–',
		ratio === undefined ? '–' : `${Number(ratio.toPrecision(3))}`,
		atLeast === undefined
			? ''
			: `${Number(atLeast.toPrecision(3))} ${isMissed(row) ? 'MISSED' : 'met'}`,
	];
};

const main = async (args: string[]): Promise<void> => {
	if (args.includes('--help')) {
		console.log(HELP);
		return;
	}
	const { chosen, effort } = readArguments(args);
	await takeTurn();
	await preparePackage();
	try {
		for (const measure of chosen) {
			console.log(`\n${measure.title}`);
			const rows = await measure.run(effort);
			console.log(table(['', 'ours', 'theirs', 'ratio', 'at least'], rows.map(cells)));
			const missed = rows.filter(isMissed);
			for (const { what, inTheWay } of missed)
				if (inTheWay) console.log(`  In the way of "${what}": ${inTheWay}`);
			if (missed.length > 0) process.exitCode = 1;
		}
	} finally {
		await removePackage();
		await endTurn();
	}
};

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});

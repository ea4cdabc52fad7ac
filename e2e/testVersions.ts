import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PROJECT } from './communityPackage';
import { LOCKED_VERSION } from './n8nVersion';
import { table } from './table';
import { TESTS, VERSIONS } from './versions';

const HELP = `npm run e2e:versions -- [versions]

Tests this package with several versions of n8n, one after the other; each is installed once, beside the others.
Unless told, these: ${VERSIONS.join(', ')}`;

/** What of jest's JSON report is of interest here. */
interface Report {
	testResults: Array<{
		/** The test file's path. */
		name: string;
		assertionResults: Array<{ status: string }>;
	}>;
}

/** Per test file, in a few words, what became of it. */
type Outcomes = Map<string, string>;

const outcomeOf = (assertions: Array<{ status: string }>): string => {
	const count = (wanted: string): number =>
		assertions.filter(({ status }) => status === wanted).length;
	const failed = count('failed');
	if (assertions.length === 0) return 'failed to start';
	return failed > 0 ? `${failed} of ${assertions.length} failed` : `${count('passed')} passed`;
};

const isGood = (outcome: string | undefined): boolean => outcome?.endsWith('passed') === true;

/** Runs the tests with one version of n8n. A version that cannot be set up has no outcomes. */
const test = async (version: string): Promise<Outcomes> => {
	const folder = await mkdtemp(join(tmpdir(), 'ssemble-versions-'));
	const file = join(folder, 'report.json');
	const pattern = `e2e/(${TESTS.join('|')})\\.test\\.ts$`;
	try {
		const jest = spawn(
			process.execPath,
			[
				...[require.resolve('jest/bin/jest'), '--selectProjects', 'e2e'],
				...['--testPathPatterns', pattern, '--json', '--outputFile', file],
			],
			{
				cwd: PROJECT,
				env: { ...process.env, N8N_VERSION: version },
				// The report that goes to standard output is in the file too.
				stdio: ['ignore', 'ignore', 'inherit'],
			},
		);
		await once(jest, 'close');
		const report = await readFile(file, 'utf8').catch(() => undefined);
		if (report === undefined) return new Map();
		const { testResults } = JSON.parse(report) as Report;
		return new Map(
			testResults.map(({ name, assertionResults }) => [
				basename(name, '.test.ts'),
				outcomeOf(assertionResults),
			]),
		);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
};

const main = async (args: string[]): Promise<void> => {
	if (args.some((argument) => !/^\d/.test(argument))) {
		console.log(HELP);
		return;
	}
	if (VERSIONS.at(-1) !== LOCKED_VERSION) {
		throw new Error(`The last of e2e/versions.ts is not ${LOCKED_VERSION}, as in e2e/package.json`);
	}
	const versions = args.length === 0 ? VERSIONS : args;
	const outcomes: Outcomes[] = [];
	for (const version of versions) {
		console.log(`\nn8n ${version}\n`);
		outcomes.push(await test(version));
	}
	const rows = TESTS.map((name) => [name, ...outcomes.map((all) => all.get(name) ?? 'not run')]);
	console.log(`\n${table(['', ...versions.map((version) => `n8n ${version}`)], rows)}\n`);
	if (!rows.every(([, ...cells]) => cells.every(isGood))) process.exitCode = 1;
};

main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});

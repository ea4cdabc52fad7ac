import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, stat, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The checkout. */
export const PROJECT = resolve(__dirname, '../..');

/** Milliseconds for packing or scanning, on a machine that has other work too. */
export const PATIENCE = 120_000;

/** What n8n's scanner says of a package. */
export interface Verdict {
	passed: boolean;
	/** How many files it looked at. */
	files: number;
	/** Each error and warning. */
	findings: string[];
}

/** A package as somebody who installs it gets it. */
export interface UnpackedPackage {
	folder: string;
	/** Its files with their sizes in bytes; paths have forward slashes. */
	files: Map<string, number>;
	remove(): Promise<void>;
}

const run = async (command: string, args: string[], cwd: string): Promise<string> => {
	// n8n's rules leave out what they check of a file's name when they believe to be tested themselves.
	const env = { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined };
	const shell = process.platform === 'win32';
	const { stdout } = await promisify(execFile)(command, args, { cwd, env, shell });
	return stdout;
};

/** Runs n8n's scanner over the files of a folder that match these patterns. */
export const scan = async (folder: string, patterns: string[]): Promise<Verdict> =>
	JSON.parse(
		await run(process.execPath, [join(__dirname, 'scan.mjs'), folder, ...patterns], PROJECT),
	) as Verdict;

const sizes = async (folder: string): Promise<Map<string, number>> => {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	const sized = files.map(async ({ parentPath, name }): Promise<[string, number]> => {
		const path = join(parentPath, name);
		return [relative(folder, path).replaceAll('\\', '/'), (await stat(path)).size];
	});
	return new Map(await Promise.all(sized));
};

/** Packs the project as it would be published, and unpacks it. It has to be built. */
export const packAndUnpack = async (): Promise<UnpackedPackage> => {
	const place = await mkdtemp(join(tmpdir(), 'ssemble-registry-'));
	const packed = await run(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', place],
		PROJECT,
	);
	const [tarball] = JSON.parse(packed) as Array<{ filename: string }>;
	if (tarball === undefined) throw new Error('npm pack has packed nothing');
	const folder = join(place, 'unpacked');
	await mkdir(folder);
	await run(
		'tar',
		['-xzf', join(place, tarball.filename), '-C', folder, '--strip-components=1'],
		place,
	);
	return {
		folder,
		files: await sizes(folder),
		remove: async () => await rm(place, { recursive: true, force: true }),
	};
};

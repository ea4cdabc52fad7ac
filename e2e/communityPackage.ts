import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { npmEnvironment, runCommand } from './command';

/** The checkout. */
export const PROJECT = resolve(__dirname, '..');

/** The variable by which a jest run's set-up tells its workers where the package lies. */
const READY_PACKAGE = 'SSEMBLE_E2E_PACKAGE';

const newest = async (folder: string): Promise<number> => {
	const files = await readdir(folder, { recursive: true, withFileTypes: true });
	const times = files
		.filter((file) => file.isFile())
		.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs);
	return Math.max(0, ...(await Promise.all(times)));
};

/** The tests judge what would be published, so a build that is missing or old must not go unnoticed. */
const checkBuild = async (): Promise<void> => {
	if (!existsSync(join(PROJECT, 'dist', 'nodes'))) {
		throw new Error('There is no build in dist/. Run "npm run build" first.');
	}
	const [nodes, credentials, dist] = await Promise.all(
		['nodes', 'credentials', 'dist'].map(async (name) => await newest(join(PROJECT, name))),
	);
	if (Math.max(nodes ?? 0, credentials ?? 0) > (dist ?? 0)) {
		process.stderr.write(
			'dist/ is older than the sources: "npm run build" brings it up to date.\n',
		);
	}
};

/**
 * Packs the project as it would be published, and installs the tarball as n8n installs a community
 * package. Gives the folder that takes the place of `.n8n/nodes`; whoever asks for it removes it.
 */
const packAndInstall = async (): Promise<string> => {
	await checkBuild();
	const folder = await mkdtemp(join(tmpdir(), 'ssemble-package-'));
	const env = npmEnvironment();
	const packed = await runCommand(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		{ cwd: PROJECT, env },
	);
	const [tarball] = JSON.parse(packed) as Array<{ filename: string }>;
	if (tarball === undefined) throw new Error('npm pack has packed nothing');
	const nodes = join(folder, 'nodes');
	await mkdir(nodes);
	await writeFile(join(nodes, 'package.json'), '{ "private": true }\n');
	// n8n itself provides the peer dependency; the package may have no other, so nothing is fetched.
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--offline', '--no-audit', '--no-fund'];
	await runCommand('npm', ['install', ...flags, join(folder, tarball.filename)], {
		cwd: nodes,
		env,
	});
	return nodes;
};

/** Makes the package ready for all processes of a jest run. */
export const preparePackage = async (): Promise<void> => {
	process.env[READY_PACKAGE] = await packAndInstall();
};

/** Removes what `preparePackage` has made. */
export const removePackage = async (): Promise<void> => {
	const nodes = process.env[READY_PACKAGE];
	if (nodes !== undefined) await rm(dirname(nodes), { recursive: true, force: true });
};

/** Puts the package into an n8n's user folder, where n8n looks for community packages. */
export const installPackage = async (userFolder: string): Promise<void> => {
	const ready = process.env[READY_PACKAGE];
	const nodes = ready ?? (await packAndInstall());
	const target = join(userFolder, '.n8n', 'nodes');
	await rm(target, { recursive: true, force: true });
	await cp(nodes, target, { recursive: true });
	if (ready === undefined) await rm(dirname(nodes), { recursive: true, force: true });
};

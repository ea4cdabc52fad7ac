import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
	buildNativeModules,
	chooseN8n,
	installationIn,
	installPackages,
	type N8nChoice,
	type N8nInstallation,
} from './install';
import { withLock } from './lock';
import { N8nApi } from './n8nApi';
import { N8nProcess } from './n8nProcess';
import { Progress } from './progress';

/** Milliseconds another process may take to set up the same n8n. */
const OTHER_SETUP_TIMEOUT = 30 * 60_000;

/** In an installation's folder: what a fresh n8n has in its user folder after its first start. */
const FIRST_START = 'first-start';

/** Where everything goes that is worth keeping between runs and does not belong into the checkout. */
export const cacheFolder = (): string =>
	join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-ssemble');

/** Lets a new n8n make its database and its owner once, so that later ones start in half the time. */
const startFirst = async (folder: string): Promise<void> => {
	const userFolder = join(folder, FIRST_START);
	await mkdir(userFolder);
	const n8n = await N8nProcess.start({ installation: await installationIn(folder), userFolder });
	try {
		await new N8nApi(n8n.url, folder).signIn();
	} finally {
		await n8n.stop();
	}
	// The editor's files, which every start writes anew.
	await rm(join(userFolder, '.cache'), { recursive: true, force: true });
};

/** Installs into a folder beside the final one, which appears only when all is done. */
const install = async (folder: string, choice: N8nChoice): Promise<void> => {
	const partial = `${folder}.partial`;
	const logFile = `${folder}.log`;
	const progress = new Progress(3);
	progress.say(
		`Setting up n8n ${choice.version}, once: about 5 minutes, 2.5 GB.\n  in  ${folder}\n  log ${logFile}`,
	);
	await rm(partial, { recursive: true, force: true });
	await rm(logFile, { force: true });
	await mkdir(partial, { recursive: true });
	await progress.step('installing its packages', async () => {
		await installPackages(partial, choice, logFile);
	});
	await progress.step('building its native modules', async () => {
		await buildNativeModules(partial, logFile);
	});
	await progress.step('starting it for the first time', async () => {
		await startFirst(partial);
	});
	await rename(partial, folder);
	progress.finish(`n8n ${choice.version} is set up`);
};

/**
 * Sets up a real n8n in the cache folder, unless it is there already; says on standard error how
 * it goes. Its version is the one in e2e/package-lock.json, or that in the variable N8N_VERSION.
 */
export const setUpN8n = async (): Promise<N8nInstallation> => {
	const choice = await chooseN8n();
	const folder = join(cacheFolder(), `n8n-${choice.version}-${choice.fingerprint}`);
	if (!existsSync(folder)) {
		await mkdir(cacheFolder(), { recursive: true });
		const waiting = {
			timeoutMs: OTHER_SETUP_TIMEOUT,
			onWait: () => process.stderr.write('Another process is setting up n8n: waiting for it.\n'),
		};
		await withLock(`${folder}.lock`, waiting, async () => {
			if (!existsSync(folder)) await install(folder, choice);
		});
	}
	return await installationIn(folder);
};

/** Gives a new n8n a user folder in which it has been started once and has its owner. */
export const fillUserFolder = async (
	{ folder }: N8nInstallation,
	userFolder: string,
): Promise<void> => {
	await cp(join(folder, FIRST_START), userFolder, { recursive: true });
};

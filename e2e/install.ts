import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { npmEnvironment, runCommand } from './command';
import { ASKED_VERSION } from './n8nVersion';

/** An n8n that can be started. */
export interface N8nInstallation {
	version: string;
	/** The Node to run it with. */
	node: string;
	/** The script of n8n's command line. */
	cli: string;
	/** Where it is installed: the folder that holds its node_modules. */
	folder: string;
}

interface PackageJson {
	dependencies: { n8n: string };
	optionalDependencies: Record<string, string>;
	overrides: Record<string, string>;
}

/** The major version of Node that n8n is developed with; the native modules have binaries for it. */
const NODE_MAJOR = 24;

/** What older versions of n8n need besides, as they are not installed from a lock file. */
const UNLOCKED_OVERRIDES = {
	// They ask for a tarball on another server than the registry; this is the same on the registry.
	xlsx: 'npm:@e965/xlsx@0.20.3',
	// The newest does not go with the @langchain/core that they name.
	'@langchain/langgraph-checkpoint': '1.0.0',
};

/**
 * Compiled for the machine, or fetched as a binary where the network allows it; n8n does not start without. Not every
 * version has both.
 */
const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

const readPackageJson = async (): Promise<PackageJson> =>
	JSON.parse(await readFile(join(__dirname, 'package.json'), 'utf8')) as PackageJson;

const majorOf = (node: string): number => {
	const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
	return Number(/^v(\d+)\./.exec(stdout)?.[1] ?? 0);
};

/** The package among the optional dependencies that holds a Node for this machine. */
const nodePackage = (known: Record<string, string>): string | undefined => {
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	return Object.keys(known).find((name) => name.endsWith(`${platform}-${process.arch}`));
};

/**
 * The Node to run n8n with: the machine's own if it is of the version n8n is developed with, else
 * the one from the registry; where there is none, the machine's own if it is newer.
 */
const chooseNode = (folder: string, known: Record<string, string>): string => {
	const own = majorOf('node');
	if (own === NODE_MAJOR) return 'node';
	const name = nodePackage(known);
	if (name !== undefined) {
		const file = process.platform === 'win32' ? 'node.exe' : 'node';
		return join(folder, 'node_modules', name, 'bin', file);
	}
	if (own > NODE_MAJOR) return 'node';
	throw new Error(
		`n8n needs Node ${NODE_MAJOR}. The registry has no binary for ${process.platform}-${process.arch}: ` +
			`put a Node ${NODE_MAJOR} first in PATH.`,
	);
};

/** An environment in which `node`, and what asks for `node`, is this one. */
export const withNode = (node: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
	node === 'node' ? env : { ...env, PATH: `${dirname(node)}${delimiter}${env.PATH ?? ''}` };

/** What is to be installed. */
export interface N8nChoice {
	/** n8n's version if it is not the one in e2e/package-lock.json. */
	override: string | undefined;
	version: string;
	/** Changes with everything that makes another installation necessary. */
	fingerprint: string;
}

/** The n8n that is wanted: the version in e2e/package-lock.json, or that in the variable N8N_VERSION. */
export const chooseN8n = async (): Promise<N8nChoice> => {
	const override = ASKED_VERSION;
	const nodeKind = majorOf('node') === NODE_MAJOR ? 'own' : 'packaged';
	const fingerprint = createHash('sha256')
		.update(await readFile(join(__dirname, 'package.json')))
		.update(await readFile(join(__dirname, 'package-lock.json')))
		.update([override ?? '', process.platform, process.arch, nodeKind].join('\n'))
		.digest('hex')
		.slice(0, 12);
	const { dependencies } = await readPackageJson();
	return { override, version: override ?? dependencies.n8n, fingerprint };
};

/** Installs n8n's packages, without compiling anything. */
export const installPackages = async (
	folder: string,
	{ override }: N8nChoice,
	logFile: string,
): Promise<void> => {
	const packageJson = await readPackageJson();
	if (override === undefined) {
		await cp(join(__dirname, 'package-lock.json'), join(folder, 'package-lock.json'));
	} else {
		packageJson.dependencies.n8n = override;
		Object.assign(packageJson.overrides, UNLOCKED_OVERRIDES);
	}
	await writeFile(join(folder, 'package.json'), JSON.stringify(packageJson, null, '\t'));
	const flags = [
		// One of n8n's many dependencies, for Kafka, wants to be compiled and fails.
		'--ignore-scripts',
		'--legacy-peer-deps',
		'--include=optional',
		'--engine-strict=false',
		'--no-audit',
		'--no-fund',
	];
	await runCommand('npm', [override === undefined ? 'ci' : 'install', ...flags], {
		cwd: folder,
		env: npmEnvironment(),
		logFile,
	});
};

/** Builds, or fetches, the binaries of n8n's native modules for the Node that n8n will run with. */
export const buildNativeModules = async (folder: string, logFile: string): Promise<void> => {
	const { optionalDependencies } = await readPackageJson();
	const node = chooseNode(folder, optionalDependencies);
	const home = dirname(dirname(node));
	// Else node-gyp would take the headers of another Node, which a user's .npmrc can name, or download them.
	const headers = existsSync(join(home, 'include', 'node', 'node.h'))
		? { npm_config_nodedir: home }
		: {};
	const env = withNode(node, npmEnvironment(headers));
	const options = { cwd: folder, env, logFile };
	const modules = NATIVE_MODULES.filter((name) => existsSync(join(folder, 'node_modules', name)));
	await runCommand('npm', ['rebuild', '--ignore-scripts=false', ...modules], options);
	const load = modules.map((name) => `require('${name}')`).join(';');
	await runCommand(node, ['-e', load], options);
};

/** What is installed in a folder. */
export const installationIn = async (folder: string): Promise<N8nInstallation> => {
	const { optionalDependencies } = await readPackageJson();
	const n8nPackage = createRequire(join(folder, 'package.json')).resolve('n8n/package.json');
	const { version } = JSON.parse(await readFile(n8nPackage, 'utf8')) as { version: string };
	return {
		version,
		node: chooseNode(folder, optionalDependencies),
		cli: join(dirname(n8nPackage), 'bin', 'n8n'),
		folder,
	};
};

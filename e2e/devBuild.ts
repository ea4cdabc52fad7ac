import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { PROJECT } from './communityPackage';
import { Log } from './log';
import { waitFor } from './wait';

/** Milliseconds for the first compilation. */
const COMPILE_TIMEOUT = 120_000;

/** Milliseconds after the last change of a file until it is copied: editors write in several goes. */
const SETTLE = 100;

/** The folders whose compiled form n8n loads. */
const SOURCES = ['nodes', 'credentials'];

/** Icons and codex files, which n8n reads from beside the compiled nodes (as in gulpfile.js). */
const isCopied = (file: string): boolean => /\.(svg|json)$/.test(file);

const copyAll = async (target: string): Promise<void> => {
	for (const folder of SOURCES) {
		const files = await readdir(join(PROJECT, folder), { recursive: true, withFileTypes: true });
		for (const file of files.filter(({ name }) => isCopied(name))) {
			const source = join(file.parentPath, file.name);
			const copy = join(target, 'dist', relative(PROJECT, source));
			await mkdir(dirname(copy), { recursive: true });
			await cp(source, copy);
		}
	}
};

/**
 * Compiles the project right into the folder where n8n looks for this community package, and does so
 * again at every change, until `stop`. Not a link to the checkout: n8n forgets changed modules by
 * the path it watches, which a link would hide, and a linked node would get the checkout's copy of
 * n8n-workflow in place of n8n's own.
 *
 * @param userFolder n8n's
 * @param onLine told what the compiler prints
 */
export const buildIntoN8n = async (
	userFolder: string,
	onLine: (line: string) => void,
): Promise<() => void> => {
	const target = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-ssemble');
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await cp(join(PROJECT, 'package.json'), join(target, 'package.json'));
	await copyAll(target);

	const compiler = require.resolve('typescript/bin/tsc');
	const guard = ['--require', join(__dirname, 'endWithParent.js')];
	const flags = ['--watch', '--preserveWatchOutput', '--outDir', join(target, 'dist')];
	const child = spawn(process.execPath, [...guard, compiler, '-p', 'tsconfig.json', ...flags], {
		cwd: PROJECT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const log = new Log(onLine);
	child.stdout.on('data', (chunk: Buffer) => log.append(chunk.toString()));

	let timer: NodeJS.Timeout | undefined;
	const copySoon = (_event: string, file: string | null): void => {
		if (file === null || !isCopied(file)) return;
		clearTimeout(timer);
		timer = setTimeout(() => {
			copyAll(target).catch((error: unknown) => onLine(`Not copied: ${String(error)}`));
		}, SETTLE);
	};
	const watchers = SOURCES.map((folder) =>
		watch(join(PROJECT, folder), { recursive: true }, copySoon),
	);
	const stop = (): void => {
		child.kill();
		clearTimeout(timer);
		for (const watcher of watchers) watcher.close();
	};

	try {
		await waitFor('the first compilation', () => log.has('Watching for file changes'), {
			timeoutMs: COMPILE_TIMEOUT,
			explain: () => log.tail(),
		});
	} catch (error) {
		stop();
		throw error;
	}
	return stop;
};

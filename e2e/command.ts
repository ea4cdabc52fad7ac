import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** How a command is run. */
export interface CommandOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	/** A file that everything the command prints is added to. */
	logFile?: string;
}

/** Lines of a failed command's output that are quoted in the error. */
const QUOTED_LINES = 30;

/**
 * Runs a command to its end, shows nothing of it, and gives what it wrote to standard output.
 * Rejects with the end of its output when it does not exit with 0.
 */
export const runCommand = async (
	command: string,
	args: string[],
	{ cwd, env = process.env, logFile }: CommandOptions,
): Promise<string> => {
	const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
	log?.write(`\n> ${command} ${args.join(' ')}\n`);
	// On Windows, npm is a .cmd file, which only a shell can run.
	const shell = process.platform === 'win32';
	const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
	let standard = '';
	let all = '';
	child.stdout.on('data', (chunk: Buffer) => {
		standard += chunk.toString();
		all += chunk.toString();
		log?.write(chunk);
	});
	child.stderr.on('data', (chunk: Buffer) => {
		all += chunk.toString();
		log?.write(chunk);
	});
	// Whoever ends us means the command too; left alone it would go on, and get in the way of the next try.
	const passOn = (signal: NodeJS.Signals): void => {
		child.kill(signal);
		forgetSignals();
		process.kill(process.pid, signal);
	};
	const forgetSignals = (): void => {
		process.off('SIGINT', passOn).off('SIGTERM', passOn);
	};
	process.on('SIGINT', passOn).on('SIGTERM', passOn);
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (code === 0) return standard;
		const end = all.trimEnd().split('\n').slice(-QUOTED_LINES).join('\n');
		throw new Error(
			`"${command} ${args.join(' ')}" ended with ${code === null ? 'a signal' : `code ${code}`}:\n${end}` +
				(logFile === undefined ? '' : `\n(all of it is in ${logFile})`),
		);
	} finally {
		forgetSignals();
		log?.end();
	}
};

/**
 * The environment for an npm of our own: that of this process, without what an npm that started
 * us (`npm run …`) has put there about this project. The user's settings (registry, proxy, cache) stay.
 */
export const npmEnvironment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
	const aboutThisProject =
		/^npm_(package_|lifecycle_|command|config_(local_prefix|ignore_scripts|omit|workspace))/i;
	const kept = Object.entries(process.env).filter(([name]) => !aboutThisProject.test(name));
	return { ...Object.fromEntries(kept), ...more };
};

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './command';
import { Log } from './log';
import { freePorts } from './ports';
import { withNode, type N8nInstallation } from './install';
import { waitFor } from './wait';

/** How one process of n8n is started. */
export interface N8nProcessOptions {
	installation: N8nInstallation;
	/** Which of n8n's processes: the whole, or one of queue mode's helpers. `start` unless told. */
	command?: 'start' | 'worker' | 'webhook';
	/** N8N_USER_FOLDER: where it keeps its data (in a folder `.n8n`). */
	userFolder: string;
	/** A port of its own unless told. */
	port?: number;
	/** Where its output goes; a log of its own unless told. */
	log?: Log;
	/** More environment variables; they win over the harness's own. */
	env?: Readonly<Record<string, string>>;
}

/** Milliseconds for a process of n8n to become ready: enough for a slow machine and all migrations. */
const START_TIMEOUT = 180_000;

/** Milliseconds for n8n to end by itself when asked to. */
const STOP_TIMEOUT = 30_000;

/** How often a start is tried when another process was faster to take one of its ports. */
const PORT_ATTEMPTS = 3;

/** The variables that n8n gets from the environment of this process; nothing else gets through to it. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

/** An n8n that asks nobody on the internet, says what it does, and behaves the same everywhere. */
const QUIET: Readonly<Record<string, string>> = {
	NODE_ENV: 'production',
	TZ: 'UTC',
	GENERIC_TIMEZONE: 'UTC',
	N8N_HOST: '127.0.0.1',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	// n8n 2's default; version 1 would hold files in memory.
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	N8N_LOG_LEVEL: 'info',
};

/** A part of n8n that fetches a list from n8n's site at every start. */
const ASKING_MODULE = 'mcp-registry';

/** Turns that part off. Versions that do not have it do not start if it is named. */
const withoutAsking = ({ cli }: N8nInstallation): Record<string, string> => {
	const modules = join(dirname(cli), '..', 'dist', 'modules');
	return existsSync(join(modules, ASKING_MODULE)) ? { N8N_DISABLED_MODULES: ASKING_MODULE } : {};
};

/** Whether an address gives JSON, or would to somebody who has signed in. */
const isJson = async (url: string): Promise<boolean> => {
	const response = await fetch(url);
	const type = response.headers.get('content-type') ?? '';
	await response.arrayBuffer();
	return (response.ok || response.status === 401) && type.includes('application/json');
};

/** One running process of n8n and what it prints. */
export class N8nProcess {
	private constructor(
		private readonly child: ChildProcess,
		/** Its own http port (for a worker: that of its health check). */
		readonly port: number,
		readonly log: Log,
	) {}

	/** Starts the process and waits until it is ready for work. */
	static async start(options: N8nProcessOptions): Promise<N8nProcess> {
		for (let attempt = 1; ; attempt += 1) {
			const started = await N8nProcess.spawn(options);
			try {
				await started.waitUntilReady(options.command ?? 'start');
				return started;
			} catch (error) {
				await started.kill();
				const portTaken = started.log.has(/EADDRINUSE|already in use/);
				if (!portTaken || options.port !== undefined || attempt === PORT_ATTEMPTS) throw error;
			}
		}
	}

	private static async spawn(options: N8nProcessOptions): Promise<N8nProcess> {
		const { installation, command = 'start', userFolder, log = new Log(), env = {} } = options;
		const [freePort = 0, brokerPort = 0] = await freePorts(2);
		const port = options.port ?? freePort;
		const inherited = INHERITED.flatMap((name) => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value] as const];
		});
		const child = spawn(
			installation.node,
			['--require', join(__dirname, 'endWithParent.js'), installation.cli, command],
			{
				// n8n reads a .env file in its working directory: one that has none.
				cwd: userFolder,
				env: withNode(installation.node, {
					...Object.fromEntries(inherited),
					...QUIET,
					...withoutAsking(installation),
					N8N_USER_FOLDER: userFolder,
					N8N_PORT: String(port),
					WEBHOOK_URL: `http://127.0.0.1:${port}/`,
					N8N_RUNNERS_BROKER_PORT: String(brokerPort),
					QUEUE_HEALTH_CHECK_PORT: String(port),
					QUEUE_HEALTH_CHECK_ACTIVE: 'true',
					...env,
				}),
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		child.stdout.on('data', (chunk: Buffer) => log.append(chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => log.append(chunk.toString()));
		child.once('error', (error) => log.append(`${error.message}\n`));
		return new N8nProcess(child, port, log);
	}

	/** The address of its http server, without a slash at the end. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get pid(): number {
		return this.child.pid ?? 0;
	}

	get running(): boolean {
		return this.child.pid !== undefined && this.child.exitCode === null && !this.child.signalCode;
	}

	private async waitUntilReady(command: 'start' | 'worker' | 'webhook'): Promise<void> {
		// While n8n boots, its REST interface gives plain text.
		const address =
			command === 'start' ? `${this.url}/rest/login` : `${this.url}/healthz/readiness`;
		const outcome = await waitFor(
			`n8n ${command} to be ready`,
			async () => {
				if (!this.running) return 'ended';
				return (await isJson(address)) && 'ready';
			},
			{ timeoutMs: START_TIMEOUT, explain: () => this.log.tail() },
		);
		if (outcome === 'ended') {
			throw new Error(`n8n ${command} has ended instead of starting:\n${this.log.tail()}`);
		}
	}

	/** Asks it to end (SIGTERM) and waits for that; insists after half a minute. */
	async stop(): Promise<void> {
		if (!this.running) return;
		this.child.kill('SIGTERM');
		try {
			await this.ended(STOP_TIMEOUT);
		} catch {
			await this.kill();
		}
	}

	/** Ends it on the spot (SIGKILL), as a crash or a power cut would. */
	async kill(): Promise<void> {
		if (!this.running) return;
		this.child.kill('SIGKILL');
		await this.ended(STOP_TIMEOUT);
	}

	private async ended(timeoutMs: number): Promise<void> {
		await waitFor(`n8n (process ${this.pid}) to end`, () => !this.running, {
			timeoutMs,
			everyMs: 20,
			explain: () => this.log.tail(),
		});
	}

	/** Its resident memory in bytes. */
	async memory(): Promise<number> {
		if (process.platform === 'linux') {
			const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
			return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
		}
		const printed = await runCommand('ps', ['-o', 'rss=', '-p', String(this.pid)], { cwd: '/' });
		return Number(printed) * 1024;
	}
}

import { spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../command';
import { Log } from '../log';
import { freePorts } from '../ports';
import { waitFor } from '../wait';
import { findServers } from './debian';

/** Milliseconds for a server to be ready, and to end. */
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 10_000;

/** The user that PostgreSQL's package makes, for it refuses to run as root. */
const POSTGRES_USER = 'postgres';

/** How a server is started. */
interface Recipe {
	name: string;
	/** What it is preceded by to run as another user; nothing if it runs as ours. */
	asUser?: string[];
	command: string[];
	folder: string;
	port: number;
	/** What it prints when it takes connections. */
	ready: RegExp;
	/** What ends it in good order. */
	endSignal: NodeJS.Signals;
}

/** A server that n8n's queue mode needs, with data of its own, on a port of 127.0.0.1. */
export class Service {
	private constructor(
		private readonly child: ChildProcess,
		private readonly recipe: Recipe,
		private readonly log: Log,
	) {}

	/** Starts a Redis that keeps everything in memory. */
	static async redis(): Promise<Service> {
		const { redis } = await findServers();
		const folder = await mkdtemp(join(tmpdir(), 'n8n-ssemble-redis-'));
		const [port = 0] = await freePorts(1);
		const flags = {
			bind: '127.0.0.1',
			port: String(port),
			dir: folder,
			save: '',
			appendonly: 'no',
		};
		const options = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
		return await Service.start({
			name: 'Redis',
			command: [redis, ...options],
			folder,
			port,
			ready: /Ready to accept connections/,
			endSignal: 'SIGTERM',
		});
	}

	/** Starts a PostgreSQL with an empty database "postgres" and a user "n8n" that needs no password. */
	static async postgres(): Promise<Service> {
		const { postgres } = await findServers();
		const folder = await mkdtemp(join(tmpdir(), 'n8n-ssemble-postgres-'));
		const [port = 0] = await freePorts(1);
		const asUser = await userArguments(folder);
		const create = '-U n8n -A trust -E UTF8 --locale=C --no-sync'.split(' ');
		const [program = '', ...rest] = [...asUser, join(postgres, 'initdb'), '-D', folder, ...create];
		await runCommand(program, rest, { cwd: folder });
		// A crash of the machine may cost this data.
		const settings = {
			listen_addresses: '127.0.0.1',
			unix_socket_directories: '',
			fsync: 'off',
			max_connections: '200',
		};
		const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
		const server = [join(postgres, 'postgres'), '-D', folder, '-p', String(port), ...options];
		return await Service.start({
			name: 'PostgreSQL',
			asUser,
			command: server,
			folder,
			port,
			ready: /database system is ready to accept connections/,
			endSignal: 'SIGINT',
		});
	}

	private static async start(recipe: Recipe): Promise<Service> {
		const { asUser = [], command, folder, endSignal } = recipe;
		// Ended together with us: what is killed has no chance to stop its children. Set last, since a change
		// of the user would undo it.
		const withUs = ['setpriv', '--pdeathsig', endSignal.replace('SIG', '')];
		const [program = '', ...rest] = [...asUser, ...withUs, ...command];
		const child = spawn(program, rest, {
			cwd: folder,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const log = new Log();
		child.stdout.on('data', (chunk: Buffer) => log.append(chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => log.append(chunk.toString()));
		child.once('error', (error) => log.append(`${error.message}\n`));
		const service = new Service(child, recipe, log);
		try {
			await waitFor(`${recipe.name} to be ready`, () => log.has(recipe.ready), {
				timeoutMs: START_TIMEOUT,
				everyMs: 20,
				explain: () => log.tail(),
			});
		} catch (error) {
			await service.stop();
			throw error;
		}
		return service;
	}

	get port(): number {
		return this.recipe.port;
	}

	private get running(): boolean {
		return this.child.pid !== undefined && this.child.exitCode === null && !this.child.signalCode;
	}

	/** Ends it and removes its data. */
	async stop(): Promise<void> {
		const { name, endSignal, folder } = this.recipe;
		if (this.running) this.child.kill(endSignal);
		await waitFor(`${name} to end`, () => !this.running, {
			timeoutMs: STOP_TIMEOUT,
			everyMs: 20,
			explain: () => this.log.tail(),
		});
		await rm(folder, { recursive: true, force: true });
	}
}

/** What a command is preceded by so that it runs as a user that PostgreSQL accepts; the folder becomes theirs. */
const userArguments = async (folder: string): Promise<string[]> => {
	if (process.getuid?.() !== 0) return [];
	// The package makes this folder for its user.
	const { uid, gid } = await stat('/var/lib/postgresql');
	await chown(folder, uid, gid);
	return ['setpriv', '--reuid', POSTGRES_USER, '--regid', String(gid), '--clear-groups'];
};

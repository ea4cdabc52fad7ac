import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import { N8n } from '../n8n';
import type { Credential } from '../n8nApi';
import { N8nProcess } from '../n8nProcess';
import { fillUserFolder, setUpN8n } from '../setup';
import type { World } from '../support';
import { Balancer } from './balancer';
import { Service } from './service';

/** What a cluster is made of. All has a default. */
export interface ClusterOptions {
	sandbox?: SandboxOptions;
	/** Default 2. */
	workers?: number;
	/** Default 2. */
	webhookProcessors?: number;
	/** More environment variables for all processes of n8n. */
	env?: Readonly<Record<string, string>>;
}

/** One worker or webhook processor, which can be killed and replaced. */
export class Member {
	private constructor(
		private readonly start: () => Promise<N8nProcess>,
		public process: N8nProcess,
	) {}

	static async start(start: () => Promise<N8nProcess>): Promise<Member> {
		return new Member(start, await start());
	}

	/** Puts a new process in its place, on another port. */
	async replace(): Promise<void> {
		await this.process.kill();
		this.process = await this.start();
	}

	/** Whether this process has begun to run the execution. */
	hasRun(executionId: string): boolean {
		return this.process.log.has(new RegExp(`Worker started execution ${executionId} `));
	}
}

/**
 * n8n in queue mode: a main process, workers, webhook processors behind a balancer, Redis and PostgreSQL,
 * with the package installed; and an Ssemble to talk to.
 */
export class Cluster implements World {
	private credentialMade: Promise<Credential> | undefined;

	private constructor(
		readonly sandbox: Sandbox,
		readonly n8n: N8n,
		readonly workers: Member[],
		readonly webhookProcessors: Member[],
		readonly balancer: Balancer,
		private readonly endings: Array<() => Promise<void>>,
	) {}

	/** Starts one; call its `stop` when done. */
	static async start(options: ClusterOptions = {}): Promise<Cluster> {
		const endings: Array<() => Promise<void>> = [];
		try {
			return await Cluster.build(options, endings);
		} catch (error) {
			await endAll(endings);
			throw error;
		}
	}

	private static async build(
		{ sandbox: sandboxOptions, workers = 2, webhookProcessors = 2, env: more }: ClusterOptions,
		endings: Array<() => Promise<void>>,
	): Promise<Cluster> {
		const installation = await setUpN8n();
		const sandbox = await startSandbox({ allowLocalWebhooks: true, ...sandboxOptions });
		endings.push(async () => await sandbox.close());
		const [redis, postgres] = [await Service.redis(), await Service.postgres()];
		endings.push(
			async () => await redis.stop(),
			async () => await postgres.stop(),
		);
		const balancer = await Balancer.start();
		endings.push(async () => await balancer.stop());

		const userFolder = await mkdtemp(join(tmpdir(), 'n8n-ssemble-queue-'));
		endings.push(async () => {
			await rm(userFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
		});
		await fillUserFolder(installation, userFolder);
		const env = {
			...queueMode(redis, postgres, await encryptionKey(userFolder)),
			WEBHOOK_URL: `${balancer.url}/`,
			...more,
		};

		const n8n = await N8n.start({ userFolder, env });
		// Nothing of it is kept, so none of its processes need the time that an end in good order takes.
		endings.push(async () => await n8n.kill());
		const startMembers = async (command: 'worker' | 'webhook', count: number) =>
			await Promise.all(
				Array.from({ length: count }, async () => {
					const member = await Member.start(
						async () => await N8nProcess.start({ installation, command, userFolder, env }),
					);
					endings.push(async () => await member.process.kill());
					return member;
				}),
			);
		const [working, hearing] = await Promise.all([
			startMembers('worker', workers),
			startMembers('webhook', webhookProcessors),
		]);
		const cluster = new Cluster(sandbox, n8n, working, hearing, balancer, endings);
		cluster.balance();
		return cluster;
	}

	get credentialData(): { apiKey: string; baseUrl: string } {
		return { apiKey: this.sandbox.apiKey, baseUrl: this.sandbox.url };
	}

	async credential(): Promise<Credential> {
		this.credentialMade ??= this.n8n.createCredential('ssembleApi', this.credentialData, 'Sandbox');
		return await this.credentialMade;
	}

	triggerUrl(workflowId: string): string {
		return `${this.balancer.url}/webhook/ssemble/${workflowId}`;
	}

	/** Lets the balancer share requests among the webhook processors as they are now. */
	balance(): void {
		this.balancer.share(
			this.webhookProcessors.map(({ process }) => process.url),
			this.n8n.url,
		);
	}

	/** Ends everything that it has started, and removes all data. */
	async stop(): Promise<void> {
		await endAll(this.endings);
	}
}

/** Ends what was started, the last first, all of it even if one does not end well. */
const endAll = async (endings: Array<() => Promise<void>>): Promise<void> => {
	const failures: unknown[] = [];
	for (const end of endings.splice(0).reverse()) {
		await end().catch((error: unknown) => failures.push(error));
	}
	if (failures.length > 0) throw failures[0];
};

const encryptionKey = async (userFolder: string): Promise<string> => {
	const config = await readFile(join(userFolder, '.n8n', 'config'), 'utf8');
	return (JSON.parse(config) as { encryptionKey: string }).encryptionKey;
};

const queueMode = (redis: Service, postgres: Service, key: string): Record<string, string> => ({
	EXECUTIONS_MODE: 'queue',
	N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	N8N_ENCRYPTION_KEY: key,
	// What queue mode supports without a licence: all processes read it from the database.
	N8N_DEFAULT_BINARY_DATA_MODE: 'database',
	QUEUE_BULL_REDIS_HOST: '127.0.0.1',
	QUEUE_BULL_REDIS_PORT: String(redis.port),
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: String(postgres.port),
	DB_POSTGRESDB_DATABASE: 'postgres',
	DB_POSTGRESDB_USER: 'n8n',
	// What a killed worker was running counts as failed after seconds, not a minute and a half.
	QUEUE_WORKER_LOCK_DURATION: '4000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
});

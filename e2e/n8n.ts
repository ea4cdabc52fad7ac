import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { N8nInstallation } from './install';
import { Log } from './log';
import { N8nApi } from './n8nApi';
import { N8nProcess } from './n8nProcess';
import { installPackage } from './communityPackage';
import { fillUserFolder, setUpN8n } from './setup';

/** How an n8n is started. All has a default. */
export interface N8nOptions {
	/** Where it keeps its data. A temporary folder unless told, which `stop` removes. */
	userFolder?: string;
	/** A free one unless told. */
	port?: number;
	/** The public address n8n tells others for its webhooks (WEBHOOK_URL); its local one unless told. */
	webhookUrl?: string;
	/** Whether this project's package is installed; it is, unless told. */
	withPackage?: boolean;
	/** Whether it serves the editor and its list of node types, which takes a third of a start; not unless told. */
	withEditor?: boolean;
	/** More environment variables. */
	env?: Readonly<Record<string, string>>;
	/** Told every line that n8n prints. */
	onLine?: (line: string) => void;
}

/** A real n8n on this machine, with this project's package installed and its owner signed in. */
export class N8n extends N8nApi {
	/** All it has printed, from the first start on. */
	readonly log: Log;

	private constructor(
		readonly installation: N8nInstallation,
		readonly userFolder: string,
		private readonly options: N8nOptions,
	) {
		super('', installation.folder);
		this.log = new Log(options.onLine);
	}

	private main: N8nProcess | undefined;

	/** Starts an n8n; the first call on a machine sets one up, which takes minutes. */
	static async start(options: N8nOptions = {}): Promise<N8n> {
		const installation = await setUpN8n();
		const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-ssemble-')));
		const n8n = new N8n(installation, userFolder, options);
		try {
			if (!existsSync(join(userFolder, '.n8n', 'config')))
				await fillUserFolder(installation, userFolder);
			if (options.withPackage !== false) await installPackage(userFolder);
			await n8n.startAgain();
		} catch (error) {
			await n8n.stop();
			throw error;
		}
		return n8n;
	}

	protected override explain(): string {
		return `n8n has printed last:\n${this.log.tail(20)}`;
	}

	/** The process that runs. */
	get process(): N8nProcess {
		if (this.main === undefined) throw new Error('n8n does not run');
		return this.main;
	}

	/** Starts it on the same data and port, after `kill` or `shutDown`. */
	async startAgain(): Promise<void> {
		const { webhookUrl, withEditor = false, env = {} } = this.options;
		const port = this.url === '' ? this.options.port : Number(new URL(this.url).port);
		this.main = await N8nProcess.start({
			installation: this.installation,
			userFolder: this.userFolder,
			log: this.log,
			...(port === undefined ? {} : { port }),
			env: {
				...(webhookUrl === undefined ? {} : { WEBHOOK_URL: webhookUrl }),
				...(withEditor ? {} : { N8N_DISABLE_UI: 'true' }),
				...env,
			},
		});
		this.url = this.main.url;
		await this.signIn();
	}

	/** Ends it in good order and keeps its data. */
	async shutDown(): Promise<void> {
		await this.main?.stop();
		this.main = undefined;
	}

	/** Ends it on the spot, as a crash would, and keeps its data. */
	async kill(): Promise<void> {
		await this.main?.kill();
		this.main = undefined;
	}

	async restart(): Promise<void> {
		await this.shutDown();
		await this.startAgain();
	}

	/** Ends it for good: its data goes too, unless a folder was given for it. */
	async stop(): Promise<void> {
		await this.shutDown();
		if (this.options.userFolder !== undefined) return;
		// A helper process of n8n may still be writing when n8n itself has ended.
		await rm(this.userFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
	}
}

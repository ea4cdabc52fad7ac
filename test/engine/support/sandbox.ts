import './environment';
import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import {
	startSandbox,
	type Account,
	type AccountOptions,
	type Sandbox,
	type SandboxCall,
	type SandboxOptions,
	type SandboxRequest,
	type SeedOptions,
} from '../../../sandbox';
import { PUBLIC_ORIGIN, startPublicOrigin } from '../../publicOrigin';
import { executions } from './execution';
import type { Host } from './workflow';

export interface SandboxForTests {
	readonly sandbox: Sandbox;
	/** An n8n with a credential for the sandbox, whose address is private. */
	readonly host: Host;
	/** The same with a public base URL, for which all rules about private addresses hold. */
	readonly publicHost: Host;
	/** The calls of one endpoint so far, e.g. of `POST /shorts/create`. */
	calls(endpoint: string): SandboxCall[];
	/** Another customer, with a key of its own, and an n8n with a credential for it. */
	addAccount(options?: AccountOptions): { account: Account; host: Host };
	/** Adds one request that was made some time ago; it is completed unless told otherwise. */
	seed(options?: SeedOptions): SandboxRequest;
	/** What the API itself says about a request; leaves no trace in the sandbox's log. */
	read(request: SandboxRequest): Promise<IDataObject & { shorts: IDataObject[] }>;
}

/**
 * Gives the tests of a file a sandbox, in which requests end only when a test ends them. After each test, all
 * runs are searched for the API key.
 */
export function useSandbox(options: SandboxOptions = {}): SandboxForTests {
	let sandbox: Sandbox;
	let closeProxy: () => Promise<void>;
	let searched = 0;

	beforeAll(async () => {
		sandbox = await startSandbox({
			processingMs: 'manual',
			allowLocalWebhooks: true,
			webhookAttemptDelaysMs: [0],
			...options,
		});
		closeProxy = await leadTo(sandbox.origin);
	});

	afterEach(() => {
		sandbox.clearFaults();
		sandbox.clearLogs();
		const runs = [...executions.values()].flatMap(({ runs: all }) => all);
		const fresh = runs.slice(searched);
		searched = runs.length;
		for (const { apiKey } of sandbox.accounts) {
			expect(fresh.flatMap((run) => run.traces(apiKey))).toEqual([]);
		}
	});

	afterAll(async () => {
		await closeProxy();
		await sandbox.close();
	});

	return {
		get sandbox() {
			return sandbox;
		},
		get host() {
			return { credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } };
		},
		get publicHost() {
			const baseUrl = sandbox.url.replace(sandbox.origin, PUBLIC_ORIGIN);
			return { credential: { apiKey: sandbox.apiKey, baseUrl } };
		},
		calls: (endpoint) =>
			sandbox.calls.filter(({ method, route }) => `${method} ${route}` === endpoint),
		addAccount(options) {
			// The sandbox's own default keys repeat after a while.
			const apiKey = `sk_ssemble_${randomBytes(16).toString('hex')}`;
			const account = sandbox.addAccount({ apiKey, ...options });
			return { account, host: { credential: { apiKey, baseUrl: sandbox.url } } };
		},
		seed(options) {
			const [request] = sandbox.seedRequests(1, options);
			if (!request) throw new Error('Nothing was seeded');
			return request;
		},
		async read({ id, account }) {
			const headers = { 'X-API-Key': account.apiKey };
			const response = await fetch(`${sandbox.url}/shorts/${id}`, { headers });
			sandbox.clearLogs();
			return ((await response.json()) as { data: IDataObject & { shorts: IDataObject[] } }).data;
		},
	};
}

/** Makes n8n reach the public origin through an HTTP proxy, as it does where HTTP_PROXY is set. */
async function leadTo(origin: string): Promise<() => Promise<void>> {
	const { proxyUrl, close } = await startPublicOrigin(() => origin);
	process.env.HTTP_PROXY = proxyUrl;
	process.env.NO_PROXY = '127.0.0.1,localhost';
	return async () => {
		delete process.env.HTTP_PROXY;
		delete process.env.NO_PROXY;
		await close();
	};
}

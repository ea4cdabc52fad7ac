import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox';
import { N8n, type N8nOptions } from './n8n';
import type { Credential } from './n8nApi';

/** The public address that a world's n8n can pretend to have; its sandbox brings events for it to the real one. */
export const PUBLIC_URL = 'https://n8n.example.com/';

/** What a world is made of. All has a default. */
export interface WorldOptions extends N8nOptions {
	/** By default, requests end after 50 ms and events may go to this machine. */
	sandbox?: SandboxOptions;
}

/** A real n8n with the package, and an Ssemble to talk to. */
export interface World {
	readonly n8n: N8n;
	readonly sandbox: Sandbox;
	/** What the credential "Ssemble API" holds for this sandbox. */
	readonly credentialData: { apiKey: string; baseUrl: string };
	/** The credential for the sandbox, made in n8n at the first call. */
	credential(): Promise<Credential>;
	/** The production URL of a workflow's Ssemble Trigger, on this machine. */
	triggerUrl(workflowId: string): string;
	/** Ends both, and removes n8n's data. */
	stop(): Promise<void>;
}

/** Starts a world; call its `stop` when done, e.g. in `afterAll`. */
export const startWorld = async (options: WorldOptions = {}): Promise<World> => {
	const { sandbox: sandboxOptions, ...n8nOptions } = options;
	const sandbox = await startSandbox({ allowLocalWebhooks: true, ...sandboxOptions });
	try {
		const n8n = await N8n.start(n8nOptions);
		if (options.webhookUrl !== undefined) {
			const { host } = new URL(options.webhookUrl);
			sandbox.settings.webhookHosts = { ...sandbox.settings.webhookHosts, [host]: n8n.url };
		}
		const credentialData = { apiKey: sandbox.apiKey, baseUrl: sandbox.url };
		let credential: Promise<Credential> | undefined;
		return {
			n8n,
			sandbox,
			credentialData,
			credential: async () =>
				await (credential ??= n8n.createCredential('ssembleApi', credentialData, 'Sandbox')),
			triggerUrl: (workflowId) => `${n8n.url}/webhook/ssemble/${workflowId}`,
			stop: async () => {
				await n8n.stop();
				await sandbox.close();
			},
		};
	} catch (error) {
		await sandbox.close();
		throw error;
	}
};

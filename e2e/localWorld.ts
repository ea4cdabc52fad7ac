import { PUBLIC_ORIGIN, startPublicOrigin } from '../test/publicOrigin';
import type { SandboxOptions } from '../sandbox';
import type { Credential } from './n8nApi';
import { startWorld, type World } from './support';

/**
 * Starts an n8n on a computer that has no public address, as it is after its installation. The address of its
 * Ssemble looks public, so that the rules about private addresses hold.
 */
export const startLocalWorld = async (sandbox: SandboxOptions): Promise<World> => {
	let world: World | undefined;
	const origin = await startPublicOrigin(() => world?.sandbox.origin ?? '');
	try {
		world = await startWorld({
			withEditor: true,
			sandbox: { allowLocalWebhooks: false, ...sandbox },
			env: {
				WEBHOOK_URL: '',
				N8N_HOST: 'localhost',
				HTTP_PROXY: origin.proxyUrl,
				NO_PROXY: '127.0.0.1,localhost',
			},
		});
	} catch (error) {
		await origin.close();
		throw error;
	}
	const started = world;
	const { n8n } = started;
	const { apiKey, url, origin: local } = started.sandbox;
	const credentialData = { apiKey, baseUrl: url.replace(local, PUBLIC_ORIGIN) };
	let credential: Promise<Credential> | undefined;
	return {
		...started,
		credentialData,
		credential: async () =>
			await (credential ??= n8n.createCredential('ssembleApi', credentialData, 'Public')),
		stop: async () => {
			await started.stop();
			await origin.close();
		},
	};
};

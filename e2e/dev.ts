import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './communityPackage';
import { buildIntoN8n } from './devBuild';
import { exampleWorkflow } from './example';
import { OWNER, type Credential } from './n8nApi';
import { portNear } from './ports';
import { cacheFolder, setUpN8n } from './setup';
import { startWorld, type World } from './support';

/** Milliseconds that the stand-in for Ssemble takes over a request. */
const PROCESSING_MS = 5_000;

/** Where n8n and the sandbox are found if nothing else is there: their usual ports. */
const PORTS = { n8n: 5678, sandbox: 4010 };

const printed =
	(source: string) =>
	(line: string): void => {
		if (line.trim() !== '') process.stdout.write(`${source.padEnd(7)} │ ${line}\n`);
	};

/** One folder a checkout and version of n8n, so that workflows are still there the next time. */
const dataFolder = async (version: string): Promise<string> => {
	const checkout = createHash('sha256').update(PROJECT).digest('hex').slice(0, 8);
	const folder = join(cacheFolder(), `dev-${version}-${checkout}`);
	await mkdir(folder, { recursive: true });
	return folder;
};

/** The credential of an earlier day knows a sandbox that may have had another port. */
const currentCredential = async ({ n8n, credentialData }: World): Promise<Credential> => {
	const name = 'Sandbox';
	const known = (await n8n.credentials()).find((credential) => credential.name === name);
	if (known === undefined) return await n8n.createCredential('ssembleApi', credentialData, name);
	const { id, type } = known;
	await n8n.updateCredential({ id, type, name }, credentialData);
	return { id, type, name };
};

const main = async (): Promise<void> => {
	const { version } = await setUpN8n();
	const userFolder = await dataFolder(version);
	process.stdout.write(`Compiling, and starting n8n ${version} and the sandbox …\n`);
	const stopBuilding = await buildIntoN8n(userFolder, printed('tsc'));
	const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
	try {
		const world = await startWorld({
			userFolder,
			port: await portNear(PORTS.n8n),
			withPackage: false,
			withEditor: true,
			env: { N8N_DEV_RELOAD: 'true' },
			onLine: printed('n8n'),
			sandbox: {
				port: await portNear(PORTS.sandbox),
				processingMs: PROCESSING_MS,
				onCall: ({ method, path, status, error = '' }) =>
					printed('sandbox')(`${method} ${path} → ${status ?? 'no answer'} ${error}`),
				onDelivery: ({ event, outcome, target }) =>
					printed('sandbox')(`${event} → ${new URL(target).pathname}: ${outcome}`),
			},
		});
		try {
			const credential = await currentCredential(world);
			if ((await world.n8n.workflows()).length === 0) {
				await world.n8n.createWorkflow(await exampleWorkflow('demo.json', credential));
			}
			process.stdout.write(
				[
					'',
					`The editor is at ${world.n8n.url} (e-mail ${OWNER.email}, password ${OWNER.password}).`,
					`The credential "${credential.name}" is for the sandbox at ${world.sandbox.url}.`,
					'Change a node: n8n takes it over by itself (reload the page to see it). Ctrl-C ends all.',
					`Workflows are kept in ${userFolder}.`,
					'',
					'',
				].join('\n'),
			);
			await interrupted;
		} finally {
			await world.stop();
		}
	} finally {
		stopBuilding();
	}
};

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});

import { once } from 'node:events';
import type { IDataObject } from 'n8n-workflow';
import { errorOf, hintsOf, jsonOf } from './executionData';
import { exampleWorkflow } from './example';
import { OWNER } from './n8nApi';
import { setUpN8n } from './setup';
import { startWorld, type World } from './support';
import { table } from './table';

/** Milliseconds that the stand-in for Ssemble takes over a request. The real one takes 5 to 30 minutes. */
const PROCESSING_MS = 3_000;

/** Milliseconds for the clips to arrive after the video was submitted. */
const CLIPS_TIMEOUT = 60_000;

/** Names of nodes in examples/demo.json. */
const [START, CREATE, CLIPS] = ['Start by hand', 'Create shorts', 'Your next step'] as const;

const print = (...lines: string[]): void => {
	process.stdout.write(`${lines.join('\n')}\n`);
};

const indented = (data: unknown): string => JSON.stringify(data, null, 2).replaceAll(/^/gm, '  ');

/** Why something the demo relies on has not happened, in words for whoever runs it. */
class DemoFailure extends Error {}

const makeWorkflow = async (world: World): Promise<string> => {
	const definition = await exampleWorkflow('demo.json', await world.credential());
	const { id } = await world.n8n.createWorkflow(definition);
	await world.n8n.activate(id);
	return id;
};

const submit = async ({ n8n, sandbox }: World, workflowId: string): Promise<string> => {
	print('', `Executing "${START}" → "${CREATE}" …`);
	const execution = await n8n.runToEnd(workflowId, { trigger: START });
	const [submitted] = jsonOf(execution, CREATE);
	if (typeof submitted?.requestId !== 'string') {
		const { message = 'It gave out no request.', description = '' } = errorOf(execution) ?? {};
		throw new DemoFailure(`"${CREATE}" has not submitted the video: ${message} ${description}`);
	}
	const call = sandbox.calls.find(({ path }) => path === '/shorts/create');
	print('', 'Sent to Ssemble (POST /shorts/create):', indented(call?.body));
	print('', 'Given out by the node:', indented(submitted));
	for (const hint of hintsOf(execution, CREATE)) print(`  Hint: ${hint}`);
	return submitted.requestId;
};

const receive = async (
	{ n8n, sandbox }: World,
	workflowId: string,
	requestId: string,
): Promise<IDataObject[]> => {
	print('', `Waiting for "When shorts are ready" …`);
	try {
		const [execution] = await n8n.waitForExecutions(
			1,
			{ workflowId, mode: 'webhook' },
			{ timeoutMs: CLIPS_TIMEOUT },
		);
		const event = sandbox.deliveries.find((delivery) => delivery.requestId === requestId);
		print('', `Received (POST ${event?.url ?? ''}):`, indented(event?.body));
		const clips = execution === undefined ? [] : jsonOf(execution, CLIPS);
		const reason = execution === undefined ? undefined : errorOf(execution);
		if (clips.length > 0) return clips;
		throw new DemoFailure(
			`The event came, but the workflow gave out no clips: ${reason?.message ?? 'it ended without items'}`,
		);
	} catch (error) {
		if (error instanceof DemoFailure) throw error;
		const attempts = sandbox.deliveries.map(
			({ url, outcome, error: why, status }) =>
				`  ${url}: ${outcome}, ${why ?? String(status ?? 'no answer')}`,
		);
		throw new DemoFailure(
			[
				`No clips came within ${CLIPS_TIMEOUT / 1000} s. Attempts to deliver the event:`,
				...(attempts.length > 0 ? attempts : ['  none; was a webhook URL sent with the request?']),
				'n8n has printed last:',
				n8n.log.tail(15),
			].join('\n'),
		);
	}
};

const showClips = (clips: IDataObject[]): void => {
	const columns = ['title', 'duration', 'viral_score', 'description', 'video_url'];
	const rows = clips.map((clip) =>
		columns.map((name) => {
			const value = clip[name];
			return typeof value === 'string' ? value : JSON.stringify(value ?? null);
		}),
	);
	print('', `The workflow continues with ${clips.length} items, one a clip:`);
	print(table(columns, rows));
};

const invite = ({ n8n, sandbox }: World, workflowId: string): void => {
	print(
		'',
		'n8n stays open for you to look around, until Ctrl-C:',
		`  editor    ${n8n.url}/workflow/${workflowId}`,
		`  e-mail    ${OWNER.email}`,
		`  password  ${OWNER.password}`,
		`  sandbox   ${sandbox.url} (a stand-in for Ssemble: nothing costs a credit)`,
		'All of it is on this machine only, and gone when it ends.',
	);
};

const show = async (world: World): Promise<string> => {
	const workflowId = await makeWorkflow(world);
	const requestId = await submit(world, workflowId);
	showClips(await receive(world, workflowId, requestId));
	return workflowId;
};

const main = async (): Promise<void> => {
	const endsAfterTheRun = process.argv.includes('--once');
	await setUpN8n();
	print('Starting n8n and the stand-in for Ssemble …');
	const world = await startWorld({ withEditor: true, sandbox: { processingMs: PROCESSING_MS } });
	const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
	const shown = show(world).then(async (workflowId) => {
		if (endsAfterTheRun) return;
		invite(world, workflowId);
		await interrupted;
	});
	try {
		await Promise.race([shown, interrupted]);
	} finally {
		await world.stop();
	}
};

main().catch((error: unknown) => {
	const text = error instanceof Error ? error.message : String(error);
	process.stderr.write(`\nThe demo did not come to its end. ${text}\n`);
	process.exitCode = 1;
});

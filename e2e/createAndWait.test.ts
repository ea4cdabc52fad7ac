import { setTimeout as delay } from 'node:timers/promises';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { FinalStatus, SandboxRequest } from '../sandbox';
import { errorOf, hintsOf, itemsOf, jsonOf } from './executionData';
import type { Credential, Execution } from './n8nApi';
import { PUBLIC_URL, startWorld, type World } from './support';
import { waitFor } from './wait';
import { manualTrigger, node, ssemble, workflow } from './workflows';

/** Milliseconds before each attempt to deliver an event. */
const AS_DOCUMENTED = [0, 1_000, 3_000];

let world: World;

beforeAll(async () => {
	world = await startWorld({
		webhookUrl: PUBLIC_URL,
		sandbox: { processingMs: 'manual', allowLocalWebhooks: false, clipsPerRequest: 2 },
	});
});

afterEach(async () => {
	// A further attempt to deliver an event would turn up in the log of the next test.
	await world.sandbox.deliveriesDone(30_000);
	world.sandbox.clearFaults();
	world.sandbox.clearLogs();
});

afterAll(async () => await world.stop());

/** Passes its items on, with the number of the input item that each of them comes from. */
const traced = (): INode =>
	node(
		'n8n-nodes-base.set',
		{
			includeOtherFields: true,
			assignments: {
				assignments: [
					{ id: 'n', name: 'n', type: 'number', value: "={{ $('Start').item.json.n }}" },
				],
			},
			options: {},
		},
		{ name: 'After', typeVersion: 3.4 },
	);

interface Started {
	execution: Execution;
	/** In the order of the input items. */
	requests: SandboxRequest[];
}

/** What a test needs of Start → Ssemble → After. */
interface Scene {
	/** For each input item, where in its video to stop. */
	ends?: number[];
	after?: INode[];
	at?: World;
	/** The one of its world, unless told. */
	credential?: Credential;
}

/** Runs Start → Ssemble → After until the execution sleeps or has ended. */
async function start(scene: Scene = {}, parameters: IDataObject = {}): Promise<Started> {
	const { n8n, sandbox } = scene.at ?? world;
	const before = sandbox.requests.length;
	const id = await launch(scene, parameters);
	const execution = await n8n.waitForExecution(id, ['waiting', 'success', 'error']);
	return { execution, requests: sandbox.requests.slice(before).sort(byPlace) };
}

/** Starts the execution, and gives its id at once. */
async function launch(
	{ ends = [600], after = [traced()], at = world, credential }: Scene,
	parameters: IDataObject,
): Promise<string> {
	const wait = ssemble(
		{
			resource: 'short',
			operation: 'createAndWait',
			videoSource: 'url',
			url: '=https://www.youtube.com/watch?v=video{{ $json.n }}',
			start: 0,
			end: '={{ $json.end }}',
			additionalOptions: { splitLongRanges: true },
			...parameters,
		},
		{ credential: credential ?? (await at.credential()) },
	);
	const items: INodeExecutionData[] = ends.map((end, n) => ({ json: { n, end } }));
	const { id } = await at.n8n.createWorkflow({
		...workflow('Create and wait', [manualTrigger(), wait, ...after]),
		pinData: { Start: items },
	});
	return (await at.n8n.run(id, { trigger: 'Start' })) ?? '';
}

/** Submissions are made at once, so requests are put into the order of what they are for. */
function byPlace(a: SandboxRequest, b: SandboxRequest): number {
	return placeOf(a) - placeOf(b) || a.body.start - b.body.start;
}

/** The number of the input item that a request is for. */
const placeOf = ({ body }: SandboxRequest) => Number(/video(\d+)/.exec(body.url ?? '')?.[1]);

/** An order that is neither the one of submission nor the other way round. */
const reversed = (id: string) => Array.from(id).reverse().join('');

const ended = async ({ execution }: Started) => await world.n8n.waitForExecution(execution.id);
const statusOf = async ({ execution }: Started) => (await world.n8n.execution(execution.id)).status;

const finish = (request: SandboxRequest | undefined, status: FinalStatus = 'completed') =>
	world.sandbox.finish(request?.id ?? '', status);

/** Calls of the API since the last test. */
const calls = (method: string, route: string) =>
	world.sandbox.calls.filter((call) => call.method === method && call.route === route);

/** What one input item asks for, and what becomes of it. */
interface Asked {
	/** Seconds; more than 1,200 are split into several requests. */
	end: number;
	fails?: boolean;
}

/** One line for each item that the batch should yield: where it comes from, and its status. */
const expectedOf = (asked: Asked[], requests: SandboxRequest[]) =>
	requests.flatMap((request) => {
		const { id } = request;
		const n = placeOf(request);
		return asked[n]?.fails
			? [{ n, requestId: id, status: 'failed' }]
			: [1, 2].map(() => ({ n, requestId: id, status: 'completed' }));
	});

const seenIn = (execution: Execution) =>
	jsonOf(execution, 'After').map(({ n, requestId, status }) => ({ n, requestId, status }));

it('wakes the workflow with the clips of a video, after two calls', async () => {
	const started = await start();
	const [request] = started.requests;
	expect(started.execution.status).toBe('waiting');
	expect(jsonOf(started.execution, 'Ssemble')).toEqual([
		{ requestId: request?.id, status: 'queued', url: request?.body.url, start: 0, end: 600 },
	]);
	expect(new URL(request?.body.webhookUrl ?? '').origin).toBe(new URL(PUBLIC_URL).origin);

	finish(request);
	const execution = await ended(started);

	expect(execution.status).toBe('success');
	expect(seenIn(execution)).toEqual(expectedOf([{ end: 600 }], started.requests));
	expect(itemsOf(execution, 'Ssemble').map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 0 },
	]);
	expect(world.sandbox.calls.map(({ route }) => route)).toEqual(['/shorts/create', '/shorts/:id']);
});

it('wakes the workflow once when 25 videos have finished, in whatever order and however often it is told', async () => {
	const { sandbox } = world;
	const asked = Array.from({ length: 25 }, (_, n): Asked => ({
		end: n % 10 === 3 ? 2_500 : 600,
		fails: n % 5 === 2,
	}));
	const started = await start({ ends: asked.map(({ end }) => end) });
	const { requests } = started;
	expect(started.execution.status).toBe('waiting');
	expect(requests).toHaveLength(31);

	sandbox.addEventFault({ times: Infinity, copies: 2 });
	const shuffled = [...requests].sort((a, b) => reversed(a.id).localeCompare(reversed(b.id)));
	for (const request of shuffled.slice(0, -1)) {
		finish(request, asked[placeOf(request)]?.fails ? 'failed' : 'completed');
		await sandbox.deliveriesDone();
		expect(await statusOf(started)).toBe('waiting');
	}
	const last = shuffled.at(-1);
	finish(last, last && asked[placeOf(last)]?.fails ? 'failed' : 'completed');
	const execution = await ended(started);
	await sandbox.deliveriesDone(30_000);

	expect(errorOf(execution)).toBeUndefined();
	expect(execution.status).toBe('success');
	expect(seenIn(execution)).toEqual(expectedOf(asked, requests));
	const failed = jsonOf(execution, 'Ssemble').filter(({ status }) => status === 'failed');
	expect(failed[0]).toEqual({
		requestId: expect.any(String) as string,
		status: 'failed',
		failureReason: requests.find(({ finalStatus }) => finalStatus === 'failed')?.failureReason,
		sourceUrl: expect.any(String) as string,
		sourceTitle: expect.any(String) as string,
	});
	expect(sandbox.deliveries.length).toBeGreaterThanOrEqual(2 * requests.length);
	expect(sandbox.calls.length).toBeLessThanOrEqual(3 * requests.length);
});

it('is told of all at the same moment, wakes the workflow once, and reads each request once', async () => {
	const { sandbox } = world;
	const ends = Array.from({ length: 25 }, () => 600);
	const started = await start({ ends });
	sandbox.addEventFault({ times: Infinity, copies: 2, sideBySide: true });
	sandbox.holdEvents();
	for (const request of started.requests) finish(request);
	sandbox.clearLogs();

	await sandbox.releaseEvents({ shuffleSeed: 'at once', sideBySide: true });
	const execution = await ended(started);

	expect(execution.status).toBe('success');
	expect(seenIn(execution)).toEqual(
		expectedOf(
			ends.map((end) => ({ end })),
			started.requests,
		),
	);
	// How many callbacks share a look at the list depends on how close together they come.
	expect(calls('GET', '/shorts').length).toBeLessThanOrEqual(25);
	expect(calls('GET', '/shorts/:id')).toHaveLength(25);
});

it('is told again by Ssemble if it is told before it sleeps', async () => {
	const { sandbox } = world;
	sandbox.addFault({
		method: 'POST',
		path: '/shorts/create',
		when: ({ body }) => JSON.stringify(body).includes('video1'),
		effect: { kind: 'delay', ms: 500 },
	});
	const starting = start({ ends: [600, 600] });
	const known = sandbox.requests.length;
	await sandbox.until(() => sandbox.requests.length > known, 20_000);
	finish(sandbox.requests.at(-1));
	const started = await starting;
	expect(sandbox.deliveries[0]).toMatchObject({ attempt: 1, outcome: 'refused' });

	finish(started.requests[1]);

	expect(seenIn(await ended(started))).toEqual(
		expectedOf([{ end: 600 }, { end: 600 }], started.requests),
	);
});

it('is woken by a true callback only', async () => {
	const { n8n, sandbox } = world;
	const started = await start({ ends: [600, 600] });
	const other = await start();
	const [mine, second] = started.requests;
	const [foreign] = other.requests;
	const url = mine?.body.webhookUrl ?? '';
	// Older versions of n8n do not sign the URL of a sleeping execution, and so cannot tell who calls it.
	const isSigned = url.includes('signature=');
	// One attempt a forged event is enough, however long n8n looks into it.
	sandbox.settings.webhookAttemptDelaysMs = [0];
	sandbox.settings.webhookTimeoutMs = 60_000;
	const forge = async (requestId = '', at = url, event = {}) =>
		await sandbox.deliver(requestId, { url: at, event });
	sandbox.clearLogs();

	for (const signature of isSigned ? ['', `signature=${'0'.repeat(64)}`] : []) {
		const forged = url.replace(/signature=[^/]*/, signature);
		expect(await forge(mine?.id, forged)).toBe(false);
	}
	expect(await forge(foreign?.id)).toBe(false);
	expect(await forge('0'.repeat(24))).toBe(false);
	expect(await forge(mine?.id, url, { status: 'failed' })).toBe(false);
	expect(await forge(mine?.id, url, { requestId: '../status' })).toBe(false);
	expect(sandbox.calls).toHaveLength(0);

	const made = { event: 'shorts.completed', status: 'completed', data: { shorts: [{ id: 'x' }] } };
	expect(await forge(mine?.id, url, made)).toBe(false);
	expect(sandbox.deliveries.map(({ status }) => status)).toEqual([
		...(isSigned ? [401, 401] : []),
		...[404, 404, 400, 400, 409],
	]);
	expect(await statusOf(started)).toBe('waiting');

	// What was made up for it is not remembered either.
	finish(mine);
	finish(second, 'failed');
	await sandbox.deliveriesDone();
	sandbox.settings.webhookAttemptDelaysMs = AS_DOCUMENTED;
	sandbox.settings.webhookTimeoutMs = 10_000;
	expect(seenIn(await ended(started))).toEqual(
		expectedOf([{ end: 600 }, { end: 600, fails: true }], started.requests),
	);

	expect(await statusOf(other)).toBe('waiting');
	await n8n.stopExecution(other.execution.id);
	await ended(other);
	finish(foreign);
	await sandbox.deliveriesDone(30_000);
	expect(await statusOf(other)).toBe('canceled');
});

describe('When the API', () => {
	const down = (times = Infinity) =>
		world.sandbox.addFault({ method: 'GET', times, effect: { kind: 'reset' } });

	it('is down for 3 s, it passes on the full results', async () => {
		const started = await start();
		// The third attempt at a call comes after 4 s.
		down(2);
		finish(started.requests[0]);

		const execution = await ended(started);
		const [clip] = jsonOf(execution, 'Ssemble');
		expect(typeof clip?.description).toBe('string');
		expect(clip?.viral_score).toBeGreaterThan(10);
		expect(hintsOf(execution, 'Ssemble')).toEqual([]);
	});

	it('is down until Ssemble has given up, it still passes on the full results', async () => {
		const { sandbox } = world;
		const started = await start({ ends: [600, 600] });
		const [first, second] = started.requests;
		finish(first);
		await sandbox.deliveriesDone();
		down();
		sandbox.settings.webhookTimeoutMs = 1_000;
		finish(second, 'failed');
		await sandbox.deliveriesDone(30_000);
		sandbox.settings.webhookTimeoutMs = 10_000;
		expect(sandbox.deliveries.at(-1)).toMatchObject({ attempt: 3, outcome: 'timeout' });
		expect(await statusOf(started)).toBe('waiting');
		sandbox.clearFaults();

		const execution = await ended(started);
		expect(seenIn(execution)).toEqual(
			expectedOf([{ end: 600 }, { end: 600, fails: true }], started.requests),
		);
	});

	it('was down, and n8n started anew, it sleeps on until it is told again', async () => {
		const { n8n, sandbox } = world;
		const started = await start({ ends: [600, 600] });
		const [first, second] = started.requests;
		finish(first);
		await sandbox.deliveriesDone();
		await n8n.restart();
		await n8n.waitForExecution(started.execution.id, 'waiting');

		down();
		sandbox.settings.webhookAttemptDelaysMs = [0];
		finish(second);
		await sandbox.deliveriesDone(30_000);
		expect(sandbox.deliveries.at(-1)?.outcome).toBe('timeout');
		expect(await statusOf(started)).toBe('waiting');

		sandbox.clearFaults();
		sandbox.settings.webhookAttemptDelaysMs = AS_DOCUMENTED;
		await sandbox.deliver(second?.id ?? '');
		expect(seenIn(await ended(started))).toEqual(
			expectedOf([{ end: 600 }, { end: 600 }], started.requests),
		);
	});
});

it('is woken although n8n was killed meanwhile', async () => {
	const { n8n, sandbox } = world;
	const started = await start({ ends: [600, 600] });
	const [first, second] = started.requests;
	finish(first);
	await sandbox.deliveriesDone();

	await n8n.kill();
	await n8n.startAgain();
	// For a moment, n8n takes every unfinished execution for a crashed one.
	await n8n.waitForExecution(started.execution.id, 'waiting');
	finish(second);

	const execution = await n8n.waitForExecution(started.execution.id, ['success', 'error']);
	expect(execution.status).toBe('success');
	expect(seenIn(execution)).toEqual(expectedOf([{ end: 600 }, { end: 600 }], started.requests));
	expect(sandbox.calls.length).toBeLessThanOrEqual(6);
});

describe('When the time is over', () => {
	const soon = { waitOptions: { limitMinutes: 0.02 } };
	const waitForCall = node(
		'n8n-nodes-base.wait',
		{ resume: 'webhook', httpMethod: 'POST', options: {} },
		{ name: 'Wait', typeVersion: 1.1, more: { webhookId: 'wait-for-call' } },
	);
	// n8n looks for executions whose time is over once a minute.
	const aMinute = { timeoutMs: 100_000, everyMs: 500 };
	let lost: Started;
	let late: Started;

	beforeAll(async () => {
		const results = ssemble(
			{ resource: 'short', operation: 'getResults', requestId: '={{ $json.requestId }}' },
			{ name: 'Results', credential: await world.credential() },
		);
		lost = await start({ ends: [600, 600], after: [traced(), results] }, soon);
		late = await start({ after: [waitForCall] }, soon);
		world.sandbox.addEventFault({ times: Infinity, lose: true });
		for (const request of lost.requests) finish(request);
	});

	it('the next node gets the requests, with which Get Results yields the clips', async () => {
		expect(lost.execution.status).toBe('waiting');
		const { id } = lost.execution;
		const execution = await world.n8n.waitForExecution(id, undefined, aMinute);

		expect(errorOf(execution)).toBeUndefined();
		expect(jsonOf(execution, 'Ssemble')).toEqual(
			lost.requests.map((request) => ({
				requestId: request.id,
				status: 'queued',
				timedOut: true,
				sourceUrl: request.body.url,
			})),
		);
		expect(jsonOf(execution, 'After').map(({ n }) => n)).toEqual([0, 1]);
		expect(jsonOf(execution, 'Results').map(({ requestId }) => requestId)).toEqual(
			lost.requests.flatMap((request) => [request.id, request.id]),
		);
	});

	it('a late callback does no harm, even if the execution waits for another call by then', async () => {
		const { n8n, sandbox } = world;
		await waitFor(
			'the execution to wait in the next node',
			async () => {
				const { data, status } = await n8n.execution(late.execution.id);
				return status === 'waiting' && data.resultData.lastNodeExecuted === 'Wait';
			},
			aMinute,
		);

		finish(late.requests[0]);
		await sandbox.deliveriesDone(30_000);
		expect(sandbox.deliveries.map(({ status }) => status)).toEqual([404, 404, 404]);
		expect(await statusOf(late)).toBe('waiting');
		await n8n.stopExecution(late.execution.id);
	});
});

/** A credential whose key is an expression, which has the value of the sandbox's key. */
const credentialWith = async (expression: string): Promise<Credential> => {
	const { n8n, credentialData } = world;
	const apiKey = `=${expression}${credentialData.apiKey}`;
	return await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
};

it('is woken although the API key is an expression on an earlier node', async () => {
	const credential = await credentialWith("{{ $('Start').first().json.n === 0 ? '' : ' ' }}");
	const started = await start({ credential });
	finish(started.requests[0]);
	const execution = await ended(started);

	expect(started.execution.status).toBe('waiting');
	expect(errorOf(execution)).toBeUndefined();
	expect(seenIn(execution)).toEqual(expectedOf([{ end: 600 }], started.requests));
});

it('asks by itself if the API key is an expression on the item, which n8n could not read at a callback', async () => {
	const { n8n, sandbox } = world;
	const credential = await credentialWith("{{ $json.n === 0 ? '' : ' ' }}");
	const known = sandbox.requests.length;
	const id = await launch({ credential }, { waitOptions: { pollSeconds: 1 } });
	await sandbox.until(() => sandbox.requests.length === known + 1, 20_000);
	const requests = sandbox.requests.slice(known);
	finish(requests[0]);
	const execution = await n8n.waitForExecution(id);

	expect(errorOf(execution)).toBeUndefined();
	expect(requests[0]?.body.webhookUrl).toBeUndefined();
	expect(seenIn(execution)).toEqual(expectedOf([{ end: 600 }], requests));
});

describe('In an n8n that cannot be reached from outside', () => {
	let local: World;

	beforeAll(async () => {
		// The API seems public, so that the rules about private addresses hold.
		local = await startWorld({
			webhookUrl: 'http://localhost:5678/',
			sandbox: { processingMs: 'manual', clipsPerRequest: 2 },
		});
	});

	afterAll(async () => await local.stop());

	it('it polls with one call a round for all requests, and passes on the same items', async () => {
		const { n8n, sandbox } = local;
		const polling = { waitOptions: { waitUsing: 'polling', pollSeconds: 1 } };
		const id = await launch({ ends: [600, 600], at: local }, polling);
		await sandbox.until(() => sandbox.requests.length === 2, 20_000);
		const requests = [...sandbox.requests].sort(byPlace);
		const [first, second] = requests;
		expect(requests.map(({ body }) => body.webhookUrl)).toEqual([undefined, undefined]);

		sandbox.finish(first?.id ?? '', 'failed');
		const rounds = () => sandbox.calls.filter(({ route }) => route === '/shorts').length;
		await sandbox.until(() => rounds() === 3, 20_000);
		expect((await n8n.execution(id)).status).toBe('running');
		sandbox.finish(second?.id ?? '', 'completed');

		const execution = await n8n.waitForExecution(id);
		expect(execution.status).toBe('success');
		expect(seenIn(execution)).toEqual(
			expectedOf([{ end: 600, fails: true }, { end: 600 }], requests),
		);
		expect(sandbox.calls.length).toBe(2 + rounds() + 2);
	});

	it('it stops asking when the execution is cancelled', async () => {
		const { n8n, sandbox } = local;
		sandbox.clearLogs();
		const polling = { waitOptions: { waitUsing: 'polling', pollSeconds: 1 } };
		const id = await launch({ at: local }, polling);
		const rounds = () => sandbox.calls.filter(({ route }) => route === '/shorts').length;
		await sandbox.until(() => rounds() === 2, 20_000);

		await n8n.stopExecution(id);
		expect((await n8n.waitForExecution(id)).status).toBe('canceled');
		const after = rounds();
		// As long as three rounds take.
		await delay(3_000);
		expect(rounds() - after).toBe(0);
	});
});

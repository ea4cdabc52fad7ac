import type { IDataObject } from 'n8n-workflow';
import { errorOf, hintsOf, itemsOf, jsonOf } from './executionData';
import { PUBLIC_ORIGIN, startPublicOrigin } from '../test/publicOrigin';
import type { Credential, Execution } from './n8nApi';
import { startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, workflow, type NodeOptions } from './workflows';

const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
const CREATE = {
	resource: 'short',
	operation: 'create',
	url: VIDEO,
	start: 0,
	end: 600,
	notify: 'none',
};

describe('The Ssemble node in a real n8n', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 'manual' } });
	});

	afterAll(async () => await world.stop());

	afterEach(() => {
		world.sandbox.clearFaults();
		world.sandbox.clearLogs();
		world.sandbox.account.credits = 1_000;
	});

	/** Runs the node by hand, once with the given input items. */
	const run = async (
		parameters: IDataObject,
		{ items = [{}], ...options }: NodeOptions & { items?: IDataObject[] } = {},
	): Promise<Execution> => {
		const credential = options.credential ?? (await world.credential());
		const definition = workflow('Run', [
			manualTrigger(),
			ssemble(parameters, { ...options, credential }),
			noOp('Out'),
		]);
		const { id } = await world.n8n.createWorkflow({
			...definition,
			pinData: { Start: items.map((json) => ({ json })) },
		});
		const execution = await world.n8n.runToEnd(id, { trigger: 'Start' });
		expect(JSON.stringify(execution)).not.toContain(world.sandbox.apiKey);
		return execution;
	};

	const creations = () => world.sandbox.calls.filter(({ route }) => route === '/shorts/create');

	it.each([
		{
			what: 'a Shorts URL',
			parameters: { url: 'https://www.youtube.com/shorts/abcdefghijk' },
			says: /YouTube Short/,
		},
		{ what: 'an end before the start', parameters: { start: 60, end: 30 }, says: /not after/ },
		{ what: 'a window over 20 minutes', parameters: { end: 1_201 }, says: /20:01.*20 minutes/ },
		{
			what: 'a webhook URL that is not a URL',
			parameters: { notify: 'customUrl', webhookUrl: 'ftp://example.com' },
			says: /Webhook URL/,
		},
	])('refuses $what before a credit is spent', async ({ parameters, says }) => {
		const execution = await run({ ...CREATE, ...parameters });

		expect(execution.status).toBe('error');
		expect(errorOf(execution)?.message).toMatch(says);
		expect(errorOf(execution)?.description).toMatch(/\w+.*\./);
		expect(creations()).toEqual([]);
	});

	it('shows what the API says to a wrong key and an exhausted account, with a remedy', async () => {
		const { n8n, credentialData, sandbox } = world;
		const apiKey = `sk_ssemble_${'0'.repeat(32)}`;
		const credential = await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
		const refused = errorOf(await run(CREATE, { credential }));
		expect(refused?.message).toMatch(/API key/i);
		expect(refused?.description).toContain('app.ssemble.com');

		sandbox.account.credits = 0;
		const poor = errorOf(await run(CREATE));
		expect(poor?.message).toMatch(/credits/i);
		expect(poor?.description).toContain('app.ssemble.com');
	});

	it('submits many items once each, also when answers get lost, in their order', async () => {
		const { sandbox } = world;
		const before = sandbox.account.credits;
		sandbox.addFault({
			method: 'POST',
			path: '/shorts/create',
			skip: 6,
			effect: { kind: 'reset', taken: true },
		});
		sandbox.addFault({
			method: 'POST',
			path: '/shorts/create',
			skip: 12,
			effect: { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' },
		});
		const items = Array.from({ length: 20 }, (_, index) => ({ end: 100 + index }));
		const execution = await run({ ...CREATE, end: '={{ $json.end }}' }, { items });

		expect(errorOf(execution)).toBeUndefined();
		const ids = jsonOf(execution, 'Out').map(({ requestId }) => requestId);
		expect(new Set(ids).size).toBe(20);
		const ends = ids.map((id) => sandbox.requests.find((request) => request.id === id)?.body.end);
		expect(ends).toEqual(items.map(({ end }) => end));
		expect(before - sandbox.account.credits).toBe(20);
		expect(itemsOf(execution, 'Out').map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
	});

	it('submits nothing more once the execution is stopped, and n8n’s log names what was submitted', async () => {
		const { n8n, sandbox } = world;
		sandbox.addFault({
			method: 'POST',
			when: ({ body }) => (body as { end: number }).end > 301,
			effect: { kind: 'delay', ms: 10_000, taken: true },
			times: Infinity,
		});
		const items = Array.from({ length: 20 }, (_, index) => ({ end: 300 + index }));
		const running = run({ ...CREATE, end: '={{ $json.end }}' }, { items });
		await sandbox.until(() => creations().length === 12);
		const [execution] = await n8n.executions({ status: 'running' });
		await n8n.stopExecution(execution?.id ?? '');

		expect((await running).status).toBe('canceled');
		const told = () => n8n.log.matching('cancelled after these were submitted').join('\n');
		await sandbox.until(() => told() !== '');
		for (const { end, isAnswered } of [
			{ end: 300, isAnswered: true },
			{ end: 301, isAnswered: true },
			{ end: 311, isAnswered: false },
		]) {
			const request = sandbox.requests.find(({ body }) => body.end === end);
			const result = isAnswered ? `as request ${request?.id}` : 'with its answer lost';
			expect(told()).toMatch(new RegExp(`item ${end - 300} \\([^)]*\\) ${result}`));
		}
		expect(creations()).toHaveLength(12);
		await sandbox.until(() => creations().every(({ outcome }) => outcome !== 'open'));
	});

	it('goes on with the other items, if set so', async () => {
		const items = [{ end: 60 }, { end: -1 }, { end: 120 }];
		const execution = await run(
			{ ...CREATE, end: '={{ $json.end }}' },
			{ items, onError: 'continueRegularOutput' },
		);

		expect(execution.status).toBe('success');
		const [first, second, third] = jsonOf(execution, 'Out');
		expect(first?.requestId).toEqual(expect.any(String));
		expect(second?.error).toMatch(/End/);
		expect(third?.requestId).toEqual(expect.any(String));
	});

	it('sends what it cannot do through the error output, with what went in and what to do', async () => {
		const [request] = world.sandbox.seedRequests(1);
		const unknown = 'bad000000000000000000000';
		const execution = await run(
			{ resource: 'request', operation: 'getStatus', requestId: '={{ $json.requestId }}' },
			{
				items: [{ requestId: unknown, row: 1 }, { requestId: request?.id }],
				onError: 'continueErrorOutput',
			},
		);

		expect(jsonOf(execution, 'Out')).toMatchObject([{ requestId: request?.id }]);
		expect(jsonOf(execution, 'Ssemble', { output: 1 })).toEqual([
			{
				requestId: unknown,
				row: 1,
				error: expect.any(String) as string,
				message: expect.any(String) as string,
			},
		]);
	});

	it('splits a long range', async () => {
		const additionalOptions = { splitLongRanges: true };
		const execution = await run({ ...CREATE, end: 3_601, additionalOptions });

		expect(jsonOf(execution, 'Out')).toHaveLength(4);
		const ids = jsonOf(execution, 'Out').map(({ requestId }) => requestId);
		const ranges = ids.map(
			(id) => world.sandbox.requests.find((request) => request.id === id)?.body,
		);
		expect(ranges.map((body) => [body?.start, body?.end])).toEqual([
			[0, 1_200],
			[1_200, 2_400],
			[2_400, 3_600],
			[3_600, 3_601],
		]);
	});

	it('reads results, status and lists, and deletes', async () => {
		const [request] = world.sandbox.seedRequests(1);
		const ofRequest = { requestId: request?.id };

		const results = await run({ resource: 'short', operation: 'getResults', ...ofRequest });
		expect(jsonOf(results, 'Out')).toHaveLength(3);
		expect(Object.keys(jsonOf(results, 'Out')[0] ?? {})).toHaveLength(10);

		const status = await run({ resource: 'request', operation: 'getStatus', ...ofRequest });
		expect(jsonOf(status, 'Out')).toMatchObject([{ status: 'completed', progress: 100 }]);

		const list = await run({
			resource: 'request',
			operation: 'getAll',
			returnAll: false,
			limit: 2,
		});
		expect(jsonOf(list, 'Out')).toHaveLength(2);

		const music = await run({
			resource: 'asset',
			operation: 'list',
			assetType: 'music',
			returnAll: true,
		});
		expect(jsonOf(music, 'Out')).toHaveLength(45);

		const deleted = await run({ resource: 'request', operation: 'delete', ...ofRequest });
		expect(jsonOf(deleted, 'Out')).toEqual([{ requestId: request?.id, deleted: true }]);
		expect(hintsOf(deleted, 'Ssemble')).toHaveLength(1);

		const gone = await run({ resource: 'short', operation: 'getResults', ...ofRequest });
		expect(gone.status).toBe('error');
		expect(errorOf(gone)?.description).toContain('deleted');
	});

	it('says how far a running request has come, when its results are asked for', async () => {
		const [request] = world.sandbox.seedRequests(1, { status: 'processing' });
		world.sandbox.progress(request?.id ?? '', 42);
		const execution = await run({
			resource: 'short',
			operation: 'getResults',
			requestId: request?.id,
		});

		expect(errorOf(execution)?.message).toContain('42%');
	});

	it('downloads a video as a file', async () => {
		const [request] = world.sandbox.seedRequests(1);
		const results = await run({
			resource: 'short',
			operation: 'getResults',
			requestId: request?.id,
		});
		const [clip] = jsonOf(results, 'Out');
		const execution = await run(
			{ resource: 'short', operation: 'download' },
			{ items: [clip ?? {}] },
		);

		const [item] = itemsOf(execution, 'Out');
		expect(item?.json).toEqual(clip);
		expect(item?.binary?.data).toMatchObject({ mimeType: 'video/mp4' });
		expect(item?.binary?.data?.fileName).toMatch(/\.mp4$/);
		const served = await fetch(clip?.video_url as string);
		const file = item && (await world.n8n.binary(item));
		expect(file?.equals(Buffer.from(await served.arrayBuffer()))).toBe(true);
	});

	it('runs what was saved with version 0.1.2, with its raw output', async () => {
		const execution = await run(
			{
				resource: 'short',
				operation: 'create',
				videoSource: 'url',
				url: VIDEO,
				start: 0,
				end: 300,
				additionalOptions: { musicName: '', webhookUrl: 'https://example.com/hook' },
			},
			{ typeVersion: 1 },
		);

		expect(jsonOf(execution, 'Out')).toMatchObject([{ data: { status: 'queued' } }]);
		expect(world.sandbox.requests.at(-1)?.body).toMatchObject({
			url: VIDEO,
			webhookUrl: 'https://example.com/hook',
		});
	});
});

describe('Where Ssemble cannot reach n8n, the Ssemble node', () => {
	let world: World;
	let publicOrigin: Awaited<ReturnType<typeof startPublicOrigin>>;
	let sandboxOrigin = '';
	let credential: Credential;

	beforeAll(async () => {
		// n8n is told of the proxy before the sandbox has its address.
		publicOrigin = await startPublicOrigin(() => sandboxOrigin);
		world = await startWorld({ env: { HTTP_PROXY: publicOrigin.proxyUrl, NO_PROXY: '127.0.0.1' } });
		sandboxOrigin = world.sandbox.origin;
		const baseUrl = world.sandbox.url.replace(sandboxOrigin, PUBLIC_ORIGIN);
		const data = { ...world.credentialData, baseUrl };
		credential = await world.n8n.createCredential('ssembleApi', data);
	});

	afterAll(async () => {
		await world.stop();
		await publicOrigin.close();
	});

	const run = async (parameters: IDataObject) => {
		const { id } = await world.n8n.createWorkflow(
			workflow('Run', [manualTrigger(), ssemble({ ...CREATE, ...parameters }, { credential })]),
		);
		return await world.n8n.runToEnd(id, { trigger: 'Start' });
	};

	it('submits without a webhook URL, and says what to set', async () => {
		const execution = await run({ notify: 'thisWorkflow' });

		expect(jsonOf(execution, 'Ssemble')).toMatchObject([{ webhookUrl: null }]);
		expect(world.sandbox.requests.at(-1)?.body.webhookUrl).toBeUndefined();
		expect(hintsOf(execution, 'Ssemble')).toEqual([expect.stringContaining('WEBHOOK_URL')]);
	});

	it('refuses a private custom URL before a credit is spent', async () => {
		world.sandbox.clearLogs();
		const execution = await run({ notify: 'customUrl', webhookUrl: 'http://192.168.1.5/hook' });

		expect(errorOf(execution)?.message).toContain('Webhook URL');
		expect(errorOf(execution)?.description).toContain('https://');
		expect(world.sandbox.calls).toEqual([]);
	});
});

import { call, closeAll, create, start, startWithReceiver, VALID, WEBHOOK } from './support';

afterEach(closeAll);

describe('the log of calls', () => {
	test('keeps what was sent and answered', async () => {
		const sandbox = await start();
		const id = await create(sandbox);
		await call(sandbox, 'GET', `/shorts/${id}?x=1`);
		await call(sandbox, 'GET', '/shorts?limit=0');

		expect(sandbox.calls).toMatchObject([
			{
				method: 'POST',
				path: '/shorts/create',
				route: '/shorts/create',
				body: VALID,
				status: 201,
				outcome: 'answered',
				requestId: id,
				account: sandbox.account.email,
			},
			{
				method: 'GET',
				path: `/shorts/${id}`,
				route: '/shorts/:id',
				query: { x: '1' },
				requestId: id,
			},
			{
				path: '/shorts',
				status: 400,
				error: expect.stringMatching(/^invalid_request: /) as string,
			},
		]);
		sandbox.clearLogs();
		expect(sandbox.calls).toHaveLength(0);
	});

	test('never holds a key', async () => {
		const sandbox = await start();
		const leak = sandbox.apiKey;
		await call(sandbox, 'POST', `/shorts/create?key=${leak}`, {
			body: { ...VALID, nested: [{ leak }] },
		});
		await call(sandbox, 'GET', `/shorts/${leak}`);

		const log = JSON.stringify(sandbox.calls);
		expect(log).not.toContain(leak);
		expect(log).toContain('sk_ssemble_***');
	});
});

test('seeded requests have the age, state and content that was asked for, and send nothing', async () => {
	const { sandbox } = await startWithReceiver();
	const newestAt = Date.parse('2026-01-01T12:00:00Z');

	const seeded = sandbox.seedRequests(3, {
		status: 'failed',
		failureReason: 'Why not',
		newestAt,
		spacingMs: 60_000,
		tookMs: 500,
		body: (index) => ({ url: `https://youtu.be/v${index}`, webhookUrl: WEBHOOK }),
	});

	expect(seeded.map(({ createdAt }) => createdAt)).toEqual([
		newestAt - 120_000,
		newestAt - 60_000,
		newestAt,
	]);
	const { body } = await call(sandbox, 'GET', `/shorts/${seeded[2]?.id}`);
	expect(body?.data).toMatchObject({ failureReason: 'Why not', url: 'https://youtu.be/v2' });
	const { body: list } = await call(sandbox, 'GET', '/shorts?limit=1');
	expect(list?.data?.requests).toMatchObject([{ updatedAt: '2026-01-01T12:00:00.500Z' }]);
	expect(sandbox.deliveries).toHaveLength(0);
});

test('a seeded request in work can be ended by hand', async () => {
	const { sandbox, inbox } = await startWithReceiver();
	const [request] = sandbox.seedRequests(1, {
		status: 'processing',
		body: () => ({ webhookUrl: WEBHOOK }),
	});

	sandbox.finish(request?.id ?? '', 'completed');
	await sandbox.deliveriesDone();

	expect(inbox.received).toHaveLength(1);
});

test('an unknown request cannot be ended, and a condition that never holds is reported', async () => {
	const sandbox = await start();
	expect(() => sandbox.finish('a'.repeat(24), 'completed')).toThrow('no request');
	await expect(sandbox.until(() => false, 20)).rejects.toThrow('20 ms');
});

test('links lead to the address by which the sandbox was called', async () => {
	const sandbox = await start();
	const [request] = sandbox.seedRequests(1);
	const { apiKey, url } = sandbox;
	const asLocalhost = { apiKey, url: url.replace('127.0.0.1', 'localhost') };

	const { text } = await call(asLocalhost, 'GET', `/shorts/${request?.id}`);

	expect(text).toContain(`${sandbox.origin.replace('127.0.0.1', 'localhost')}/videos/`);
});

test('closing ends everything: running requests, attempts, delayed and open calls', async () => {
	const { sandbox } = await startWithReceiver({ webhookAttemptDelaysMs: [0, 60_000] }, 500);
	sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
	await sandbox.until(() => sandbox.deliveries[0]?.outcome === 'refused');
	sandbox.settings.processingMs = 60_000;
	await create(sandbox);
	sandbox.addFault({ effect: { kind: 'hang', ms: 60_000 } });
	const hanging = expect(create(sandbox)).rejects.toThrow();
	await sandbox.until(() => sandbox.calls.at(-1)?.fault === 'hang');

	await sandbox.close();

	await hanging;
	await sandbox.deliveriesDone();
	expect(sandbox.deliveries).toHaveLength(1);
});

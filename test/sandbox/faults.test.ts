import type { Sandbox } from '../../sandbox';
import { call, closeAll, create, start, VALID } from './support';

afterEach(closeAll);

const post = (sandbox: Sandbox) => call(sandbox, 'POST', '/shorts/create', { body: VALID });
const FETCH_FAILED = 'fetch failed';

describe('a fault', () => {
	test('answers in place of the API, as JSON, HTML or nothing', async () => {
		const sandbox = await start();
		const body = { error: { code: 'internal_error', message: 'x', details: null } };
		sandbox.addFault({ effect: { kind: 'answer', status: 500, body } });
		sandbox.addFault({ effect: { kind: 'answer', status: 502, body: '<html>Bad</html>' } });
		sandbox.addFault({
			effect: { kind: 'answer', status: 429, headers: { 'X-RateLimit-Reset': 'soon' } },
		});

		const [json, html, empty] = [await post(sandbox), await post(sandbox), await post(sandbox)];

		expect([json.status, json.body]).toEqual([500, body]);
		expect([html.status, html.text, html.headers.get('content-type')]).toEqual([
			502,
			'<html>Bad</html>',
			'text/html',
		]);
		expect([empty.status, empty.text, empty.headers.get('x-ratelimit-reset')]).toEqual([
			429,
			'',
			'soon',
		]);
		expect(sandbox.requests).toHaveLength(0);
		expect((await post(sandbox)).status).toBe(201);
	});

	test('can answer with an error although the request was taken', async () => {
		const sandbox = await start();
		sandbox.addFault({ effect: { kind: 'answer', status: 504, body: '<p>', taken: true } });

		const { status, text } = await post(sandbox);

		expect([status, text]).toEqual([504, '<p>']);
		expect(sandbox.requests).toHaveLength(1);
	});

	test.each([
		[{ kind: 'reset' } as const, 0],
		[{ kind: 'reset', taken: true } as const, 1],
		[{ kind: 'hang', ms: 1 } as const, 0],
		[{ kind: 'hang', ms: 1, taken: true } as const, 1],
	])('breaks the connection: %j', async (effect, taken) => {
		const sandbox = await start();
		sandbox.addFault({ effect });

		await expect(post(sandbox)).rejects.toThrow(FETCH_FAILED);

		expect(sandbox.requests).toHaveLength(taken);
		await sandbox.until(() => sandbox.calls[0]?.outcome === 'dropped');
		expect(sandbox.calls[0]).toMatchObject({ fault: effect.kind, body: VALID });
		expect(sandbox.calls[0]).not.toHaveProperty('status');
	});

	test('lets an answer drip that never ends', async () => {
		const sandbox = await start();
		sandbox.addFault({ effect: { kind: 'drip', everyMs: 1 } });

		const response = await fetch(`${sandbox.url}/shorts/create`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'X-API-Key': sandbox.apiKey },
			body: JSON.stringify(VALID),
		});
		let received = 0;
		for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
			received += bytes.length;
			// Leaving hangs up.
			if (received > 9) break;
		}

		expect(response.status).toBe(201);
		expect(response.headers.get('content-type')).toContain('application/json');
		expect(sandbox.requests).toHaveLength(1);
		await sandbox.until(() => sandbox.calls[0]?.outcome === 'dropped');
	});

	test.each([
		[false, 0],
		[true, 1],
	])('delays the true answer (taken first: %s)', async (taken, requestsMeanwhile) => {
		const sandbox = await start();
		sandbox.addFault({ effect: { kind: 'delay', ms: 1, taken } });
		expect((await post(sandbox)).status).toBe(201);
		sandbox.addFault({ effect: { kind: 'delay', ms: 60_000, taken } });

		const delayed = expect(post(sandbox)).rejects.toThrow(FETCH_FAILED);
		await sandbox.until(() => sandbox.calls[1]?.fault === 'delay');
		await sandbox.until(() => sandbox.requests.length === 1 + requestsMeanwhile);

		expect(sandbox.calls[1]?.outcome).toBe('open');
		await sandbox.close();
		await delayed;
	});

	test('spoils the JSON, adds fields, leaves fields out, or changes at will', async () => {
		const sandbox = await start();
		const [request] = sandbox.seedRequests(1);
		const read = () => call(sandbox, 'GET', `/shorts/${request?.id}`);
		const whole = (await read()).body?.data ?? {};
		const { shorts } = whole as { shorts: object[] };
		sandbox.addFault({ effect: { kind: 'malformed' } });
		sandbox.addFault({ effect: { kind: 'extraFields' } });
		sandbox.addFault({ effect: { kind: 'missingFields', fields: ['heatmap', 'reason'] } });
		sandbox.addFault({ effect: { kind: 'change', change: () => ({ data: null }) } });

		const malformed = await read();
		expect([malformed.status, malformed.body]).toEqual([200, undefined]);
		expect((await read()).body?.data).toMatchObject({
			sandboxExtra: {},
			shorts: shorts.map((clip) => ({ ...clip, sandboxExtra: expect.anything() as object })),
		});
		const thinned = (await read()).body?.data as { shorts: object[] };
		expect(Object.keys(thinned)).toEqual(Object.keys(whole).filter((name) => name !== 'heatmap'));
		expect(thinned.shorts[0]).not.toHaveProperty('reason');
		expect((await read()).body).toEqual({ data: null });
	});

	test('strikes only the calls that match', async () => {
		const sandbox = await start();
		const id = await create(sandbox);
		const other = await create(sandbox);
		const effect = { kind: 'answer', status: 503 } as const;
		const statusOf = async (path: string, method = 'GET') =>
			(await call(sandbox, method, path)).status;

		const byRoute = sandbox.addFault({ path: '/shorts/:id', method: 'GET', times: 2, effect });
		expect(await statusOf('/shorts')).toBe(200);
		expect(await statusOf(`/shorts/${id}/status`)).toBe(200);
		expect(await statusOf(`/shorts/${id}`)).toBe(503);
		expect(await statusOf(`/shorts/${other}`)).toBe(503);
		expect(await statusOf(`/shorts/${id}`)).toBe(200);
		expect(byRoute.struck).toBe(2);

		sandbox.addFault({ path: `/shorts/${id}`, times: Infinity, effect });
		expect(await statusOf(`/shorts/${other}`)).toBe(200);
		expect(await statusOf(`/shorts/${id}`)).toBe(503);
		sandbox.clearFaults();
		expect(await statusOf(`/shorts/${id}`)).toBe(200);

		const byPattern = sandbox.addFault({ path: /^\/m/, skip: 1, times: Infinity, effect });
		expect(await statusOf('/music')).toBe(200);
		expect(await statusOf('/meme-hooks')).toBe(503);
		byPattern.remove();
		expect(await statusOf('/music')).toBe(200);
	});

	test('can depend on the body', async () => {
		const sandbox = await start();
		sandbox.addFault({
			when: ({ body }) => (body as { start?: number } | undefined)?.start === 1,
			effect: { kind: 'answer', status: 500 },
		});

		await post(sandbox);
		await call(sandbox, 'POST', '/shorts/create', { body: { ...VALID, start: 1 } });

		expect(sandbox.calls.map(({ status }) => status)).toEqual([201, 500]);
	});
});

test('latency counts for every answer and keeps calls open side by side', async () => {
	const sandbox = await start({ latencyMs: 1 });
	await post(sandbox);
	sandbox.settings.latencyMs = 60_000;

	const open = [post(sandbox), post(sandbox), call(sandbox, 'GET', '/templates')];
	const settled = Promise.allSettled(open);
	await sandbox.until(() => sandbox.calls.length === 4);

	expect(sandbox.maxInFlight).toBe(3);
	expect(sandbox.calls.map(({ inFlight }) => inFlight)).toEqual([1, 1, 2, 3]);
	const creates = sandbox.calls.filter(({ route }) => route === '/shorts/create');
	expect(Math.max(...creates.map(({ inFlightSame }) => inFlightSame))).toBe(2);
	await sandbox.close();
	await settled;
});

import { SANDBOX_API_KEY } from '../../sandbox';
import { call, closeAll, create, start } from './support';

afterEach(closeAll);

const UNKNOWN_KEY = `sk_ssemble_${'u'.repeat(32)}`;

describe('the key', () => {
	test('is 43 characters long and good in either header', async () => {
		const sandbox = await start();
		const bearer = { Authorization: `Bearer ${sandbox.apiKey}` };

		expect(SANDBOX_API_KEY).toMatch(/^sk_ssemble_\w{32}$/);
		expect(sandbox.apiKey).toBe(SANDBOX_API_KEY);
		expect((await call(sandbox, 'GET', '/templates')).status).toBe(200);
		expect((await call(sandbox, 'GET', '/templates', { headers: bearer })).status).toBe(200);
	});

	test.each([
		['none', {}, 'missing_api_key'],
		['one of another form', { 'X-API-Key': 'abc' }, 'invalid_api_key'],
		['an unknown one', { 'X-API-Key': UNKNOWN_KEY }, 'invalid_api_key'],
	])('is missed: %s', async (_what, headers, code) => {
		const sandbox = await start();

		const { status, body, headers: answered } = await call(sandbox, 'GET', '/shorts', { headers });

		expect(status).toBe(401);
		expect(body?.error?.code).toBe(code);
		expect(answered.get('x-ratelimit-limit-hour')).toBe('100');
	});

	test('opens only the requests of its own account', async () => {
		const sandbox = await start();
		const other = sandbox.addAccount({ email: 'other@example.com' });
		const headers = { 'X-API-Key': other.apiKey };
		const id = await create(sandbox);

		for (const [method, path] of [
			['GET', `/shorts/${id}`],
			['GET', `/shorts/${id}/status`],
			['DELETE', `/shorts/${id}`],
		] as const) {
			const { status, body } = await call(sandbox, method, path, { headers });
			expect([status, body?.error?.code]).toEqual([404, 'resource_not_found']);
		}
		const list = await call(sandbox, 'GET', '/shorts', { headers });
		expect(list.body?.data?.requests).toEqual([]);
		expect(sandbox.requests).toHaveLength(1);
	});

	test('must have the documented form and be unique', async () => {
		await expect(start({ accounts: [{ apiKey: 'abc' }] })).rejects.toThrow('32 characters');
		await expect(start({ accounts: [{}, { apiKey: SANDBOX_API_KEY }] })).rejects.toThrow('share');
	});
});

describe('rate limits', () => {
	test('are told by every answer, a refused one too', async () => {
		const sandbox = await start({ rateLimits: 'documented' });

		await call(sandbox, 'GET', '/templates');
		const { status, headers } = await call(sandbox, 'GET', '/shorts/unknown');

		expect(status).toBe(400);
		expect(headers.get('x-ratelimit-limit-hour')).toBe('100');
		expect(headers.get('x-ratelimit-remaining-hour')).toBe('98');
		expect(headers.get('x-ratelimit-limit-day')).toBe('1000');
		expect(headers.get('x-ratelimit-remaining-day')).toBe('998');
		const reset = headers.get('x-ratelimit-reset') ?? '';
		expect(new Date(reset).toISOString()).toBe(reset);
	});

	test.each(['hour', 'day'] as const)('refuse what goes over the %s’s calls', async (window) => {
		const sandbox = await start({ rateLimits: { [window]: 2 } });

		await call(sandbox, 'GET', '/music');
		await call(sandbox, 'GET', '/shorts');
		const { status, body, headers } = await call(sandbox, 'GET', '/shorts');

		expect([status, body?.error?.code]).toEqual([429, 'rate_limit_exceeded']);
		expect(headers.get(`x-ratelimit-remaining-${window}`)).toBe('0');
		expect(Date.parse(headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(Date.now());
	});

	test('let calls through again when the hour is over', async () => {
		const sandbox = await start({ rateLimits: { hour: 1, hourMs: 20 } });
		await call(sandbox, 'GET', '/templates');
		const resetAt = Date.now() + 20;

		await sandbox.until(() => Date.now() > resetAt);

		expect((await call(sandbox, 'GET', '/templates')).status).toBe(200);
	});

	test('hold for an endpoint alone: 500 lists a minute do not keep anyone from the status', async () => {
		const sandbox = await start({ rateLimits: { endpoints: true } });
		const [seeded] = sandbox.seedRequests(1);
		const list = () => call(sandbox, 'GET', '/shorts?limit=1');
		for (let round = 0; round < 10; round += 1) {
			await Promise.all(Array.from({ length: 50 }, list));
		}

		expect((await list()).status).toBe(429);
		expect((await call(sandbox, 'GET', `/shorts/${seeded?.id}/status`)).status).toBe(200);
	});

	test('are counted for each account and can be changed on the way', async () => {
		const sandbox = await start({ rateLimits: { hour: 1 } });
		const other = sandbox.addAccount({ rateLimits: { hour: 5 } });
		await call(sandbox, 'GET', '/templates');

		const { headers } = await call(sandbox, 'GET', '/templates', {
			headers: { 'X-API-Key': other.apiKey },
		});
		expect(headers.get('x-ratelimit-remaining-hour')).toBe('4');
		expect((await call(sandbox, 'GET', '/templates')).status).toBe(429);
		sandbox.account.rateLimits.numbers.hour = 10;
		expect((await call(sandbox, 'GET', '/templates')).status).toBe(200);
		sandbox.account.rateLimits.reset();
		const fresh = await call(sandbox, 'GET', '/templates');
		expect(fresh.headers.get('x-ratelimit-remaining-hour')).toBe('9');
	});
});

import type { Sandbox, SandboxOptions } from '../../sandbox';
import { call, closeAll, create, start, startWithReceiver, VALID, WEBHOOK } from './support';

afterEach(closeAll);

const dataAt = async (sandbox: Sandbox, path: string) =>
	(await call(sandbox, 'GET', path)).body?.data ?? {};
const listed = async (sandbox: Sandbox, query = '') =>
	(await dataAt(sandbox, `/shorts${query}`)).requests as Record<string, unknown>[];

/** A sandbox with a request that has been completed for an hour. */
async function withCompleted(quirks: SandboxOptions['quirks']) {
	const sandbox = await start({ quirks });
	const [request] = sandbox.seedRequests(1, { newestAt: Date.now() - 3_600_000 });
	return { sandbox, id: request?.id ?? '' };
}

test('without quirks nothing is out of the ordinary', async () => {
	const { sandbox, id } = await withCompleted(undefined);

	expect(await dataAt(sandbox, `/shorts/${id}`)).toMatchObject({ status: 'completed', start: 0 });
	expect(await listed(sandbox)).toMatchObject([
		{ requestId: id, status: 'completed', progress: 100 },
	]);
});

test('all quirks together: another word for completed, numbers as texts, ids in upper case', async () => {
	const { sandbox, id } = await withCompleted(true);

	const full = await dataAt(sandbox, `/shorts/${id}`);
	const [clip] = full.shorts as Record<string, unknown>[];

	expect(full).toMatchObject({ _id: id, status: 'TASK_COMPLETE', start: '0', end: '600' });
	expect(clip).toMatchObject({
		duration: expect.any(String) as string,
		startTimestamp: '0',
		viral_score: expect.any(Number) as number,
	});
	expect(await dataAt(sandbox, `/shorts/${id}/status`)).toMatchObject({
		status: 'TASK_COMPLETE',
		progress: '100',
	});
	expect(await listed(sandbox, '?status=completed')).toMatchObject([
		{ requestId: id.toUpperCase(), status: 'TASK_COMPLETE', progress: '100', duration: '600' },
	]);
	expect((await call(sandbox, 'GET', `/shorts/${id.toUpperCase()}`)).status).toBe(200);
});

test('a quirk can be had alone', async () => {
	const { sandbox, id } = await withCompleted({ taskComplete: true });

	expect(await listed(sandbox)).toMatchObject([
		{ requestId: id, status: 'TASK_COMPLETE', progress: 100 },
	]);
});

test('a list that lags shows neither new requests nor new states, the requests themselves do', async () => {
	const sandbox = await start({ quirks: { listLagMs: 60_000 } });
	const [old] = sandbox.seedRequests(1, {
		status: 'processing',
		newestAt: Date.now() - 3_600_000,
	});
	const id = await create(sandbox);
	for (const each of [id, old?.id ?? '']) sandbox.finish(each, 'completed');

	expect(await listed(sandbox)).toMatchObject([{ requestId: old?.id, status: 'processing' }]);
	expect(await dataAt(sandbox, `/shorts/${id}/status`)).toMatchObject({ status: 'completed' });
	sandbox.settings.quirks = false;
	expect(await listed(sandbox)).toMatchObject([{ requestId: id }, { status: 'completed' }]);
});

test('a slow create has taken the request long before it answers', async () => {
	const sandbox = await start({ quirks: { createDelayMs: 300 } });
	const startedAt = Date.now();
	const answer = call(sandbox, 'POST', '/shorts/create', { body: VALID });

	await sandbox.until(() => sandbox.requests.length === 1);
	expect(sandbox.calls).toMatchObject([{ outcome: 'open' }]);

	expect((await answer).status).toBe(201);
	expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
});

test('a 429 says how many seconds to wait', async () => {
	const sandbox = await start({ rateLimits: { hour: 1 }, quirks: { retryAfter: true } });
	const first = await call(sandbox, 'GET', '/templates');
	const second = await call(sandbox, 'GET', '/templates');

	expect([first.status, first.headers.get('retry-after')]).toEqual([200, null]);
	expect(second.status).toBe(429);
	expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(3_590);
});

test('a request deleted in work is cancelled, and sends no event; a finished one goes', async () => {
	const { sandbox } = await startWithReceiver({ quirks: { deleteCancels: true } });
	const id = await create(sandbox, { webhookUrl: WEBHOOK });

	expect((await call(sandbox, 'DELETE', `/shorts/${id}`)).status).toBe(200);
	expect(await dataAt(sandbox, `/shorts/${id}/status`)).toMatchObject({ status: 'cancelled' });
	await sandbox.deliveriesDone();
	expect(sandbox.deliveries).toHaveLength(0);

	await call(sandbox, 'DELETE', `/shorts/${id}`);
	expect((await call(sandbox, 'GET', `/shorts/${id}`)).status).toBe(404);
});

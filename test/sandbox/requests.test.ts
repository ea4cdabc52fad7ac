import type { ShortsRequest, ShortsRequestSummary } from '../../nodes/Ssemble/api/types';
import type { Sandbox } from '../../sandbox';
import { call, closeAll, create, SOURCE, start, VALID } from './support';

afterEach(closeAll);

const read = async (sandbox: Sandbox, id: string) =>
	(await call(sandbox, 'GET', `/shorts/${id}`)).body?.data as ShortsRequest | undefined;
const statusOf = async (sandbox: Sandbox, id: string) =>
	(await call(sandbox, 'GET', `/shorts/${id}/status`)).body?.data;

describe('a request', () => {
	test('goes by itself from queued to completed', async () => {
		const sandbox = await start({ processingMs: 150 });
		const id = await create(sandbox);
		const seen = new Set<unknown>();

		let status = await statusOf(sandbox, id);
		while (status?.status !== 'completed') {
			seen.add(status?.status);
			status = await statusOf(sandbox, id);
		}

		expect(status).toEqual({
			_id: id,
			status: 'completed',
			step: 'completed',
			stepMessage: expect.any(String) as string,
			progress: 100,
			userEmail: sandbox.account.email,
			isDemo: false,
		});
		expect([...seen].every((name) => name === 'queued' || name === 'processing')).toBe(true);
	});

	test.each([
		[0, 'queued', 'queued'],
		[10, 'processing', 'fetching_video'],
		[30, 'processing', 'transcribing_audio'],
		[60, 'processing', 'finding_highlights'],
		[99, 'processing', 'finalizing'],
	])('by hand, shows at %i %% %s and %s', async (progress, status, step) => {
		const sandbox = await start();
		const id = await create(sandbox);

		sandbox.progress(id, progress);

		expect(await statusOf(sandbox, id)).toMatchObject({ status, step, progress });
	});

	test('has a whole result when completed, and the same at each reading', async () => {
		const sandbox = await start();
		const id = await create(sandbox, { language: 'de', preferredLength: 'under30sec' });
		expect(await read(sandbox, id)).toMatchObject({ status: 'queued', shorts: [], sentences: [] });

		sandbox.finish(id, 'completed');

		const result = await read(sandbox, id);
		expect(result).toMatchObject({
			_id: id,
			status: 'completed',
			progress: 100,
			userEmail: sandbox.account.email,
			url: SOURCE,
			start: 60,
			end: 660,
			title: expect.any(String) as string,
			language: 'de',
			captionLanguage: '',
			template: 'karaoke',
			preferredLength: 'under30sec',
			projectId: null,
			heatmap: [],
		});
		const sentences = result?.sentences as { index: number; start: number; end: number }[];
		expect(sentences[0]).toMatchObject({
			index: 0,
			start: 60,
			sentence: expect.any(String) as string,
		});
		expect(sentences.at(-1)).toMatchObject({ index: sentences.length - 1, end: 660 });
		expect(result?.shorts).toHaveLength(3);
		for (const clip of result?.shorts ?? []) {
			expect(clip).toEqual({
				id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
				title: expect.any(String) as string,
				description: expect.stringContaining('#') as string,
				reason: expect.any(String) as string,
				sentenceIndexes: expect.arrayContaining([expect.any(Number)]) as number[],
				viral_score: expect.any(Number) as number,
				video_url: expect.stringMatching(`^${sandbox.origin}/videos/`) as string,
				startTimestamp: expect.any(Number) as number,
				endTimestamp: expect.any(Number) as number,
				duration: expect.any(Number) as number,
				width: 1080,
				height: 1920,
				recompiling: false,
				error: false,
			});
			expect(clip.viral_score).toBeGreaterThan(10);
			expect(clip.viral_score).toBeLessThanOrEqual(100);
			expect(clip.startTimestamp).toBeGreaterThanOrEqual(60);
			expect(clip.endTimestamp).toBeLessThanOrEqual(660);
			expect(clip.duration).toBeLessThanOrEqual(30);
		}
		expect(await read(sandbox, id)).toEqual(result);
	});

	test.each([
		['ar', /^\p{Script=Arabic}/u],
		['ja', /^[\p{Script=Han}\p{Script=Hiragana}]/u],
		['de', /^[A-Z]/],
	])(
		'has a transcript in its language if that is known, in English otherwise (%s)',
		async (language, text) => {
			const sandbox = await start();
			const id = await create(sandbox, { language });
			sandbox.finish(id, 'completed');

			for (const { sentence } of (await read(sandbox, id))?.sentences ?? []) {
				expect(sentence).toMatch(text);
			}
		},
	);

	test('without clipping yields its whole range as one clip', async () => {
		const sandbox = await start();
		const id = await create(sandbox, { noClipping: true });
		sandbox.finish(id, 'completed');

		expect((await read(sandbox, id))?.shorts).toMatchObject([
			{ startTimestamp: 60, endTimestamp: 660, duration: 600 },
		]);
	});

	test('fails with a reason, without clips, and gives its credit back', async () => {
		const sandbox = await start({ processingMs: 0 });
		const before = sandbox.account.credits;
		const id = await create(sandbox, { url: `${SOURCE}-sandbox-fail` });

		await sandbox.until(() => sandbox.requests[0]?.finalStatus === 'failed');

		const failureReason = expect.stringContaining('no speech') as string;
		expect(await statusOf(sandbox, id)).toMatchObject({
			status: 'failed',
			step: 'failed',
			stepMessage: 'Processing failed',
			progress: 0,
			failureReason,
		});
		expect(await read(sandbox, id)).toMatchObject({ status: 'failed', shorts: [], failureReason });
		expect(sandbox.account.credits).toBe(before);
	});

	test('obeys what its source URL says: clips, time, and a failed clip', async () => {
		const sandbox = await start();
		const id = await create(sandbox, {
			url: `${SOURCE}&sandboxClips=5&sandboxSeconds=0&x=sandbox-clip-error`,
		});
		await sandbox.until(() => sandbox.requests[0]?.finalStatus === 'completed');

		const clips = (await read(sandbox, id))?.shorts ?? [];

		expect(clips.map(({ error }) => error)).toEqual([false, false, false, false, true]);
		expect(clips.at(-1)).toHaveProperty('errorMessage');
	});

	test('can be given a failed clip by a setting', async () => {
		const sandbox = await start({ clipError: true });
		const id = await create(sandbox);
		sandbox.finish(id, 'completed');

		const clips = (await read(sandbox, id))?.shorts ?? [];

		expect(clips.map(({ error }) => error)).toEqual([false, false, true]);
	});

	test('is not found under an unknown id, and its id must be well formed', async () => {
		const sandbox = await start();

		for (const path of ['', '/status']) {
			const unknown = await call(sandbox, 'GET', `/shorts/${'a'.repeat(24)}${path}`);
			const malformed = await call(sandbox, 'GET', `/shorts/abc${path}`);
			expect([unknown.status, unknown.body?.error?.code]).toEqual([404, 'resource_not_found']);
			expect([malformed.status, malformed.body?.error?.code]).toEqual([400, 'invalid_request']);
		}
	});
});

describe('DELETE /shorts/:id', () => {
	test('takes request and videos away', async () => {
		const sandbox = await start();
		const id = await create(sandbox);
		sandbox.finish(id, 'completed');
		const video = (await read(sandbox, id))?.shorts?.[0]?.video_url ?? '';

		const { status, body } = await call(sandbox, 'DELETE', `/shorts/${id}`);

		expect(status).toBe(200);
		expect(body?.data?.message).toEqual(expect.any(String));
		expect((await call(sandbox, 'GET', `/shorts/${id}`)).status).toBe(404);
		expect((await call(sandbox, 'DELETE', `/shorts/${id}`)).status).toBe(404);
		expect((await fetch(video)).status).toBe(404);
	});

	test('can answer with nothing', async () => {
		const sandbox = await start({ deleteAnswer: 'empty' });
		const id = await create(sandbox);

		const { status, text } = await call(sandbox, 'DELETE', `/shorts/${id}`);

		expect([status, text]).toEqual([204, '']);
	});

	test('stops a request in work: no event, no credit back', async () => {
		const sandbox = await start({
			processingMs: 500,
			webhookHosts: { 'a.example': 'http://127.0.0.1:9' },
		});
		const before = sandbox.account.credits;
		const id = await create(sandbox, { webhookUrl: 'https://a.example/' });
		await call(sandbox, 'DELETE', `/shorts/${id}`);
		const later = await create(sandbox);

		await sandbox.until(
			() => sandbox.requests.find((r) => r.id === later)?.finalStatus !== undefined,
		);

		expect(sandbox.deliveries).toHaveLength(0);
		expect(sandbox.account.credits).toBe(before - 2);
	});
});

describe('GET /shorts', () => {
	const list = async (sandbox: Sandbox, query = '') => {
		const { body } = await call(sandbox, 'GET', `/shorts${query}`);
		const data = body?.data as { requests: ShortsRequestSummary[]; pagination: object } | undefined;
		return { requests: data?.requests ?? [], pagination: data?.pagination };
	};

	test('lists newest first, 20 at a time', async () => {
		const sandbox = await start();
		const seeded = sandbox.seedRequests(45);

		const first = await list(sandbox);
		const last = await list(sandbox, '?page=3');

		expect(first.requests.map(({ requestId }) => requestId)).toEqual(
			seeded
				.map(({ id }) => id)
				.reverse()
				.slice(0, 20),
		);
		expect(first.requests[0]).toEqual({
			requestId: seeded[44]?.id,
			status: 'completed',
			progress: 100,
			createdAt: new Date(seeded[44]?.createdAt ?? 0).toISOString(),
			updatedAt: expect.any(String) as string,
			url: expect.stringContaining('youtube.com') as string,
			duration: 600,
		});
		expect(last.requests).toHaveLength(5);
		expect(last.pagination).toEqual({ page: 3, limit: 20, totalPages: 3, totalCount: 45 });
	});

	test('can name its pagination as the other source does', async () => {
		const sandbox = await start({ pagination: 'currentPage' });
		sandbox.seedRequests(3);

		expect((await list(sandbox, '?limit=2')).pagination).toEqual({
			currentPage: 1,
			itemsPerPage: 2,
			totalPages: 2,
			totalItems: 3,
		});
	});

	test('filters by status', async () => {
		const sandbox = await start();
		for (const status of ['completed', 'failed', 'cancelled', 'queued', 'processing'] as const) {
			sandbox.seedRequests(2, { status });
		}

		for (const status of ['completed', 'failed', 'cancelled', 'queued', 'processing']) {
			const { requests } = await list(sandbox, `?status=${status}`);
			expect(requests.map((request) => request.status)).toEqual([status, status]);
		}
	});

	test('sorts by either time in either order', async () => {
		const sandbox = await start();
		const newestAt = Date.now() - 60_000;
		const [older, newer] = sandbox.seedRequests(2, { newestAt, status: 'processing' });
		sandbox.finish(older?.id ?? '', 'completed');
		const order = async (query: string) =>
			(await list(sandbox, query)).requests.map(({ requestId }) => requestId);

		expect(await order('?sortBy=createdAt&sortOrder=asc')).toEqual([older?.id, newer?.id]);
		expect(await order('?sortBy=createdAt&sortOrder=desc')).toEqual([newer?.id, older?.id]);
		expect(await order('?sortBy=updatedAt&sortOrder=desc')).toEqual([older?.id, newer?.id]);
	});

	test.each([
		'page=0',
		'page=x',
		'limit=0',
		'limit=101',
		'status=done',
		'sortBy=url',
		'sortOrder=up',
	])('refuses ?%s', async (query) => {
		const sandbox = await start();
		const { status, body } = await call(sandbox, 'GET', `/shorts?${query}`);
		expect([status, body?.error?.code]).toEqual([400, 'invalid_request']);
	});
});

test('an empty body counts as no body, whatever type it claims to be', async () => {
	const sandbox = await start();
	const id = await create(sandbox);

	const { status } = await fetch(`${sandbox.url}/shorts/${id}`, {
		method: 'DELETE',
		headers: { 'X-API-Key': sandbox.apiKey, 'Content-Type': 'application/json' },
	});

	expect(status).toBe(200);
});

test('the root tells where the API is', async () => {
	const sandbox = await start();
	expect(await (await fetch(sandbox.origin)).text()).toContain(sandbox.url);
});

test('an unknown endpoint is not found, and a wrong method neither', async () => {
	const sandbox = await start();
	expect((await call(sandbox, 'GET', '/videos')).body?.error?.code).toBe('resource_not_found');
	expect((await call(sandbox, 'PUT', '/shorts/create', { body: VALID })).status).toBe(404);
});

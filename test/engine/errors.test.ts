import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startSandbox, type FaultEffect } from '../../sandbox';
import { runSsemble, type Host, type WorkflowRun } from './support/engine';
import { create, createAndWait, getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const finished = () => s.seed({ clips: 1 }).id;
const readOne = () => getResults({ requestId: finished() });
const answer = (status: number, body: unknown, headers?: Record<string, string>): FaultEffect => ({
	kind: 'answer',
	status,
	body,
	headers,
});
const apiError = (code: string, message = 'The API’s own words') => ({
	error: { code, message, details: null },
});
const withKey = (apiKey: string): Host => ({ credential: { apiKey, baseUrl: s.sandbox.url } });

describe('An answer that leads to another address', () => {
	it.each([301, 302, 307, 308])('(%i) takes neither the key nor the work there', async (status) => {
		const elsewhere = await startSandbox();
		const location = `${elsewhere.url}/shorts/create`;
		s.sandbox.addFault({ method: 'POST', effect: answer(status, '', { location }) });
		const run = await runSsemble(create(), s.host);

		expect(run.error).toMatchObject({
			httpCode: String(status),
			description: expect.stringContaining('base URL') as string,
		});
		expect(elsewhere.calls).toHaveLength(0);
		expect(s.calls('POST /shorts/create')).toHaveLength(1);
		await elsewhere.close();
	});
});

describe('An error of the API is shown in its own words, with a remedy', () => {
	it.each<[number, string, RegExp]>([
		[400, 'invalid_request', /parameter/],
		[400, 'invalid_youtube_url', /YouTube/],
		[400, 'video_too_long', /5 hours/],
		[400, 'url_validation_failed', /address/],
		[401, 'missing_api_key', /credential.*API Keys/],
		[401, 'invalid_api_key', /credential.*API Keys/],
		[403, 'subscription_required', /plan/],
		[403, 'insufficient_credits', /credits/],
		[404, 'resource_not_found', /request ID/],
	])('%s %s', async (status, code, remedy) => {
		s.sandbox.addFault({ method: 'POST', effect: answer(status, apiError(code)) });
		const run = await runSsemble(create(), s.host);

		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'The API’s own words',
			description: expect.stringMatching(remedy) as string,
			httpCode: String(status),
			itemIndex: 0,
		});
		expect(s.calls('POST /shorts/create')).toHaveLength(1);
	});

	it('names the item, when several were submitted, and the requests that were taken', async () => {
		s.sandbox.addFault({
			method: 'POST',
			when: ({ body }) => (body as { start: number }).start === 2,
			effect: answer(400, apiError('video_too_long')),
		});
		const run = await runSsemble(create({ start: '={{ $json.start }}' }), s.host, {
			items: [{ start: 0 }, { start: 1 }, { start: 2 }],
		});

		expect(run.error).toMatchObject({ itemIndex: 2, message: 'The API’s own words' });
		const taken = s.sandbox.requests.slice(-2).map(({ id }) => id);
		for (const id of taken) expect(run.error?.description).toContain(id);
	});

	it.each<[string, string, number]>([
		['has no credits left', 'insufficient_credits', 403],
		['has no subscription', 'subscription_required', 403],
	])('when the account %s', async (_what, code, status) => {
		const { host } = s.addAccount(
			code === 'insufficient_credits' ? { credits: 0 } : { subscription: false },
		);
		const run = await runSsemble(create(), host);

		expect(run.error).toMatchObject({ httpCode: String(status) });
		expect(run.error?.description).toContain('app.ssemble.com');
	});

	it('and tells it by its code, if the node is set to continue', async () => {
		const { host } = s.addAccount({ credits: 0 });
		const node = { onError: 'continueRegularOutput' } as const;
		const run = await runSsemble(create(), host, { node });

		expect(run.json('After')).toMatchObject([{ code: 'insufficient_credits' }]);
	});

	it.each<[string, string]>([
		['is unknown', `sk_ssemble_${'u'.repeat(32)}`],
		['is not a key', 'hello'],
		['is empty', ''],
	])('when the key %s', async (_what, apiKey) => {
		const run = await runSsemble(readOne(), withKey(apiKey));

		expect(run.error).toMatchObject({ httpCode: '401' });
		expect(run.error?.description).toContain('API Keys');
	});
});

describe('A refusal that the API does not document is told as what it is', () => {
	const page = '<html><body>Access denied</body></html>';

	it.each<[number, unknown, RegExp]>([
		[402, apiError('payment_required'), /plan and the credits/],
		[402, page, /plan and the credits/],
		[403, page, /proxy or firewall/],
		[403, { error: { message: 'Not for you' } }, /plan of this account/],
		[405, page, /proxy or firewall/],
		[407, page, /proxy settings/],
		[409, apiError('conflict'), /reason that it gives.*dashboard/],
		[413, page, /too large/],
	])('%i %j', async (status, body, remedy) => {
		s.sandbox.addFault({ method: 'POST', effect: answer(status, body) });
		const run = await runSsemble(create(), s.host);

		expect(run.error?.description).toMatch(remedy);
		expect(run.error?.description).not.toContain('trouble');
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('of a length that nobody reads is cut off', async () => {
		const message = 'Too long. '.repeat(30_000);
		s.sandbox.addFault({ effect: answer(400, apiError('invalid_request', message)) });
		const run = await runSsemble(readOne(), s.host);

		expect(run.error?.message).toMatch(/^Too long\. Too long\./);
		expect(run.error?.message.length).toBeLessThanOrEqual(501);
	});
});

describe('A submission that could not be sent', () => {
	/** A server that greets nobody. */
	const withoutCertificate = async () =>
		await new Promise<ReturnType<typeof createServer>>((resolve) => {
			const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
		});
	const portOf = (server: ReturnType<typeof createServer>) =>
		(server.address() as AddressInfo).port;

	it('says so, and nothing is looked for', async () => {
		const server = await withoutCertificate();
		const addresses = [
			'http://127.0.0.1:9/api/v1',
			s.sandbox.url.replace('http:', 'https:'),
			`https://127.0.0.1:${portOf(server)}/api/v1`,
		];
		const runs = await Promise.all(
			addresses.map(
				async (baseUrl) =>
					await runSsemble(create(), { credential: { apiKey: s.sandbox.apiKey, baseUrl } }),
			),
		);
		server.close();

		const causes = [/ECONNREFUSED/, /EPROTO/, /EPROTO/];
		for (const [index, { error }] of runs.entries()) {
			expect(error?.message).toBe('Ssemble could not be reached');
			expect(error?.description).toMatch(causes[index] ?? '');
			expect(error?.description).toContain('base URL');
		}
		expect(s.sandbox.calls).toEqual([]);
	}, 15_000);
});

describe('A rate limit', () => {
	it('that resets soon is waited for', async () => {
		const reset = new Date(Date.now() + 2_000);
		s.sandbox.addFault({
			effect: answer(429, apiError('rate_limit_exceeded'), {
				'X-RateLimit-Reset': reset.toISOString(),
			}),
		});
		const run = await runSsemble(readOne(), s.host);

		expect(run.status).toBe('success');
		const [, second] = s.sandbox.calls;
		// The Date header, by which the wait is measured, tells whole seconds.
		expect(second?.startedAt).toBeGreaterThanOrEqual(reset.getTime() - 1_000);
		expect(s.sandbox.calls).toHaveLength(2);
	});

	it('that resets late ends the run at once, with the time of the reset', async () => {
		const { host } = s.addAccount({ rateLimits: { hour: 0, hourMs: 1_800_000 } });
		const started = Date.now();
		const run = await runSsemble(readOne(), host);

		expect(run.error).toMatchObject({ httpCode: '429' });
		const told = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(run.error?.description ?? '')?.[0] ?? '';
		expect(Math.abs(Date.parse(told) - started - 1_800_000)).toBeLessThan(60_000);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('of a day is told as one', async () => {
		const { host } = s.addAccount({ rateLimits: { day: 0 } });
		const run = await runSsemble(readOne(), host);

		expect(run.error?.description).toContain('this day');
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('without headers is tried again, and never a submission more than three times', async () => {
		s.sandbox.addFault({
			times: Infinity,
			effect: {
				...answer(429, apiError('rate_limit_exceeded')),
				headers: { 'X-RateLimit-Reset': '' },
			} as FaultEffect,
		});
		const run = await runSsemble(create(), s.host);

		expect(run.error).toMatchObject({ httpCode: '429' });
		expect(run.error?.description).toMatch(/again/);
		expect(s.calls('POST /shorts/create')).toHaveLength(3);
		expect(s.sandbox.requests.filter(({ createdAt }) => createdAt > Date.now() - 1_000)).toEqual(
			[],
		);
	}, 15_000);
});

describe('Trouble on the way', () => {
	const passing: Array<[string, FaultEffect]> = [
		['an internal error', answer(500, apiError('internal_error'))],
		['a page of a proxy', answer(502, '<html><body>Bad Gateway</body></html>')],
		['a reset connection', { kind: 'reset' }],
		['half of an answer', { kind: 'malformed' }],
		['a proxy that gave up', answer(408, '<html><body>Request Timeout</body></html>')],
	];
	const staying: Array<[string, FaultEffect, string | undefined]> = [
		['an internal error', answer(500, apiError('internal_error')), '500'],
		['a page of a proxy', answer(503, '<html><body>Unavailable</body></html>'), '503'],
		['a text', answer(200, 'hello'), '200'],
		['an answer without data', answer(200, { ok: true }), '200'],
		['a list', answer(200, [1, 2]), '200'],
		['an error that is only a text', answer(500, { error: 'oops' }), '500'],
		['an error without a message', answer(500, { error: { code: 'internal_error' } }), '500'],
		['a reset connection', { kind: 'reset' }, undefined],
	];
	const outcomes = new Map<FaultEffect, { run: WorkflowRun; calls: number }>();
	const read = async (effect: FaultEffect, times: number) => {
		const requestId = finished();
		const path = `/shorts/${requestId}`;
		s.sandbox.addFault({ path, effect, times });
		const run = await runSsemble(getResults({ requestId }), s.host);
		const calls = s.sandbox.calls.filter((call) => call.path === path).length;
		outcomes.set(effect, { run, calls });
	};

	// Attempts are seconds apart, so all go at once.
	beforeAll(async () => {
		await Promise.all([
			...passing.map(async ([, effect]) => await read(effect, 1)),
			...staying.map(async ([, effect]) => await read(effect, Infinity)),
		]);
	}, 20_000);

	it.each(passing)('%s: a reading call is made again', (_what, effect) => {
		const outcome = outcomes.get(effect);

		expect(outcome?.run.error).toBeUndefined();
		expect(outcome?.run.items('Ssemble')).toHaveLength(1);
		expect(outcome?.calls).toBe(2);
	});

	it.each(staying)('%s that stays: the run says so', (_what, effect, httpCode) => {
		const { run, calls } = outcomes.get(effect) ?? {};

		expect(run?.status).toBe('error');
		expect(run?.error).toMatchObject({ name: 'NodeApiError', itemIndex: 0 });
		if (httpCode) expect(run?.error?.httpCode).toBe(httpCode);
		expect(run?.error?.message).toMatch(/Ssemble|The API’s own words/);
		expect(run?.error?.message).not.toMatch(/<html|error|undefined|object Object/i);
		expect(run?.error?.description).toMatch(/again|n8n/);
		expect(calls).toBeLessThanOrEqual(3);
	});

	it('nobody at the address: the run says so, and where to look', async () => {
		const run = await runSsemble(readOne(), {
			credential: { apiKey: s.sandbox.apiKey, baseUrl: 'http://127.0.0.1:9/api/v1' },
		});

		expect(run.error?.message).toBe('Ssemble could not be reached');
		expect(run.error?.description).toMatch(/ECONNREFUSED.*base URL/);
	}, 15_000);

	it.each(['ssemble', 'localhost:4010/api/v1', 'ftp://ssemble.com'])(
		'a base URL that cannot be called: the run says so (%s)',
		async (baseUrl) => {
			const run = await runSsemble(create(), {
				credential: { apiKey: s.sandbox.apiKey, baseUrl },
			});

			expect(run.error?.message).toContain('base URL');
			expect(run.error?.message).toContain('https://');
			expect(run.error?.description).toContain('credential');
		},
	);
});

describe('The API key', () => {
	it.each<[string, FaultEffect]>([
		['a message', answer(401, apiError('invalid_api_key', `Bad key KEY`))],
		['an unknown answer', answer(400, { error: 'KEY', key: 'KEY' })],
		['a page', answer(400, '<p>KEY</p>')],
	])('stays out of everything when the API echoes it in %s', async (_where, effect) => {
		const { apiKey } = s.sandbox;
		const echo = JSON.parse(JSON.stringify(effect).replaceAll('KEY', apiKey)) as FaultEffect;
		s.sandbox.addFault({ times: Infinity, effect: echo });
		const run = await runSsemble(create(), s.host);

		expect(run.status).toBe('error');
		expect(run.traces(apiKey)).toEqual([]);
	});

	it('stays out of everything when it cannot even be sent', async () => {
		const apiKey = `sk_ssemble_${'ö'.repeat(16)}\n${'x'.repeat(15)}`;
		const run = await runSsemble(readOne(), withKey(apiKey));

		expect(run.status).toBe('error');
		expect(run.traces('öööö')).toEqual([]);
	}, 15_000);
});

describe('A node that is set to continue', () => {
	const broken = (): void => {
		s.sandbox.addFault({
			times: Infinity,
			when: ({ path, body }) =>
				path.endsWith('bad000000000000000000000') ||
				(body as { start?: number } | undefined)?.start === 7,
			effect: answer(404, apiError('resource_not_found')),
		});
	};
	const cases = (): Array<[INodeParameters, IDataObject[]]> => {
		const requestId = finished();
		const unknown = 'bad000000000000000000000';
		return [
			[getResults(), [{ requestId }, { requestId: unknown }, { requestId }]],
			[create({ start: '={{ $json.start }}' }), [{ start: 1 }, { start: 7 }, { start: 2 }]],
		];
	};

	it.each([[0], [1]])('passes the error on in the item’s place (operation %#)', async (which) => {
		broken();
		const [parameters, items] = cases()[which] ?? [{}, []];
		const run = await runSsemble(parameters, s.host, {
			items,
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.status).toBe('success');
		expect(run.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(run.json('After')[1]).toMatchObject({ error: 'The API’s own words' });
		// The remedy is what helps the user, so it must survive n8n's handling of error items.
		expect(JSON.stringify(run.json('After')[1])).toContain('Check the request ID');
	});

	it.each([[0], [1]])('sends the error to the error output (operation %#)', async (which) => {
		broken();
		const [parameters, items] = cases()[which] ?? [{}, []];
		const run = await runSsemble(parameters, s.host, {
			items,
			node: { onError: 'continueErrorOutput' },
		});

		expect(run.status).toBe('success');
		expect(run.items('Ssemble', 0)).toHaveLength(2);
		expect(run.items('Ssemble', 1)).toHaveLength(1);
		expect(run.items('Ssemble', 1)[0]?.pairedItem).toEqual({ item: 1 });
		// These fields alone, or n8n 1 would not know it for an error.
		expect(run.json('Ssemble', 1)[0]).toEqual({
			...items[1],
			error: 'The API’s own words',
			message: expect.stringContaining('Check the request ID') as string,
		});
	});

	it('passes nothing on as if it had gone well, when it cannot work at all', async () => {
		const host = { credential: { apiKey: s.sandbox.apiKey, baseUrl: 'not a URL' } };
		for (const parameters of [create(), getResults(), createAndWait()]) {
			const run = await runSsemble(parameters, host, {
				items: [{ row: 1 }, { row: 2 }],
				node: { onError: 'continueErrorOutput' },
			});

			expect(run.items('Ssemble', 0)).toEqual([]);
			expect(run.json('Ssemble', 1)).toMatchObject(
				[1, 2].map((row) => ({ row, error: expect.stringContaining('base URL') as string })),
			);
		}
	});

	it('has in its error output what went in, so that it can be handled there', async () => {
		broken();
		const [parameters, items] = cases()[0] ?? [{}, []];
		const run = await runSsemble(parameters, s.host, {
			items,
			node: { onError: 'continueErrorOutput' },
		});

		expect(run.json('Ssemble', 1)[0]).toMatchObject({
			requestId: 'bad000000000000000000000',
		});
	});
});

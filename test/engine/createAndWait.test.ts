import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { FinalStatus, SandboxRequest } from '../../sandbox';
import { logEntries } from './support/log';
import { runSsemble, runWorkflow, type SsembleOptions } from './support/engine';
import { executions, type WorkflowRun } from './support/execution';
import type { N8n } from './support/n8n';
import { createAndWait, getResults, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';
import { eachWithN8n } from './support/trigger';

const s = useSandbox({ clipsPerRequest: 2 });
let n8n: N8n;

eachWithN8n(
	() => s.host,
	(started) => {
		n8n = started;
	},
);

interface Sleeping {
	run: WorkflowRun;
	/** In the order of the input items. */
	requests: SandboxRequest[];
}

/** Runs the node on items that say where in the video to start, until the execution sleeps. */
async function submit(
	parameters: INodeParameters = {},
	{ starts = [0], ...options }: SsembleOptions & { starts?: number[] } = {},
): Promise<Sleeping> {
	const before = s.sandbox.requests.length;
	const run = await runSsemble(
		createAndWait({ start: '={{ $json.start }}', end: '={{ $json.start + 600 }}', ...parameters }),
		n8n.host,
		{ items: starts.map((start) => ({ start })), ...options },
	);
	const requests = s.sandbox.requests.slice(before).sort((a, b) => a.body.start - b.body.start);
	return { run, requests };
}

/** Ends requests one after the other, each with its event. */
async function finish(
	requests: Array<SandboxRequest | undefined>,
	status: FinalStatus = 'completed',
): Promise<void> {
	for (const request of requests) {
		s.sandbox.finish(request?.id ?? '', status);
		await s.sandbox.deliveriesDone(30_000);
	}
}

/** A range that takes two requests. */
const inTwo: INodeParameters = {
	end: '={{ $json.start + 1500 }}',
	additionalOptions: { splitLongRanges: true },
};

const placesOf = (run: WorkflowRun) =>
	run.items('Ssemble').map(({ json, pairedItem }) => [json.requestId, pairedItem]);

describe('The sleeping execution', () => {
	it('shows what was submitted, and keeps no secret in it', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000] });

		expect(run.status).toBe('waiting');
		expect(run.items('Ssemble')).toEqual(
			requests.map(({ id, body: { start, end } }, item) => ({
				json: { requestId: id, status: 'queued', url: VIDEO, start, end },
				pairedItem: { item },
			})),
		);
		expect(run.ran('After')).toBe(false);
		expect(requests.map(({ body }) => body.webhookUrl)).toEqual([
			expect.stringMatching(/\/webhook-waiting\/\d+\?signature=\w+\/ssemble$/),
			requests[0]?.body.webhookUrl,
		]);
	});

	it('is called at the name and password of n8n’s address, which show nowhere', async () => {
		const host = { ...s.publicHost, webhookUrl: 'https://me:secret@n8n.example.com/' };
		const run = await runSsemble(createAndWait(), host);
		const woken = await run.resumeAtLimit();

		expect(s.sandbox.requests.at(-1)?.body.webhookUrl).toMatch(
			/^https:\/\/me:secret@n8n\.example\.com\/webhook-waiting\//,
		);
		expect([...run.traces('secret'), ...woken.traces('secret')]).toEqual([]);
	});

	it('sleeps for an hour, unless told otherwise', async () => {
		const inAnHour = Date.now() + 3_600_000;
		const { run } = await submit();
		const { run: short } = await submit({ waitOptions: { limitMinutes: 1 } });

		expect(run.waitTill?.getTime()).toBeGreaterThanOrEqual(inAnHour);
		expect(run.waitTill?.getTime()).toBeLessThan(inAnHour + 60_000);
		expect(short.waitTill?.getTime()).toBeLessThan(inAnHour - 3_000_000);
	});

	it('wakes before n8n stops it because of its workflow’s time-out, and says why', async () => {
		const stopped = Date.now() + 300_000;
		const { run, requests } = await submit(
			{},
			{ workflow: { settings: { executionTimeout: 300 } } },
		);
		const woken = await run.resumeAtLimit();

		// n8n looks once a minute for those to wake up.
		expect(run.waitTill?.getTime()).toBeLessThan(stopped - 60_000);
		expect(run.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining("'Timeout Workflow'") as string },
		]);
		expect(woken.json('After')).toMatchObject([{ requestId: requests[0]?.id, timedOut: true }]);
	});
});

describe('When all requests have finished, the next node gets', () => {
	it('the clips in the order of the input, each paired with its item', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000, 2_000] });
		const [first, second, third] = requests;
		await finish([third, first]);
		await finish([second], 'failed');
		const woken = await run.resumed();

		expect(woken.error).toBeUndefined();
		expect(placesOf(woken)).toEqual([
			[first?.id, { item: 0 }],
			[first?.id, { item: 0 }],
			[second?.id, { item: 1 }],
			[third?.id, { item: 2 }],
			[third?.id, { item: 2 }],
		]);
		expect(woken.json('Ssemble')[2]).toEqual({
			requestId: second?.id,
			status: 'failed',
			failureReason: second?.failureReason,
			sourceUrl: expect.any(String) as string,
			sourceTitle: expect.any(String) as string,
		});
		expect(woken.json('After')).toEqual(woken.json('Ssemble'));
	});

	it('the same clips as from Get Results', async () => {
		const { run, requests } = await submit();
		await finish(requests);
		const woken = await run.resumed();
		const read = await runSsemble(getResults(), s.host, {
			items: requests.map(({ id }) => ({ requestId: id })),
		});

		expect(woken.items('Ssemble')).toEqual(read.items('Ssemble'));
	});

	it.each([
		{ outputAs: 'request' },
		{ outputAs: 'request', simplify: false },
		{ outputAs: 'clips', simplify: false },
	])('them as chosen: %j', async (choice) => {
		const { run, requests } = await submit(choice);
		await finish(requests);
		const woken = await run.resumed();
		const read = await runSsemble(getResults(choice), s.host, {
			items: requests.map(({ id }) => ({ requestId: id })),
		});

		expect(woken.items('Ssemble')).toEqual(read.items('Ssemble'));
	});

	it('them as chosen for each input item', async () => {
		const { run, requests } = await submit(
			{ outputAs: "={{ $json.start ? 'request' : 'clips' }}" },
			{ starts: [0, 1_000] },
		);
		await finish(requests);
		const woken = await run.resumed();

		expect(woken.json('Ssemble').map((json) => 'shorts' in json)).toEqual([false, false, true]);
	});

	it('the pieces of a long range, all paired with its item', async () => {
		const { run, requests } = await submit(
			{ ...inTwo, outputAs: 'request' },
			{ starts: [0, 5_000] },
		);
		expect(requests).toHaveLength(4);
		await finish(requests);
		const woken = await run.resumed();

		expect(woken.items('Ssemble').map(({ json, pairedItem }) => [json.start, pairedItem])).toEqual([
			[0, { item: 0 }],
			[1_200, { item: 0 }],
			[5_000, { item: 1 }],
			[6_200, { item: 1 }],
		]);
	});

	it('the reason in the place of a request that was deleted meanwhile', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000] });
		const [deleted, kept] = requests;
		await fetch(`${s.sandbox.url}/shorts/${deleted?.id ?? ''}`, {
			method: 'DELETE',
			headers: { 'X-API-Key': s.sandbox.apiKey },
		});
		await finish([kept]);
		const woken = await run.resumed();

		const [gone] = woken.json('Ssemble');
		expect(gone).toMatchObject({ requestId: deleted?.id, status: 'cancelled' });
		expect(gone?.failureReason).toMatch(/deleted/);
		expect(woken.json('Ssemble')).toHaveLength(3);
	});

	it('one item that says so if there are no clips, and a hint', async () => {
		const { run, requests } = await submit({ url: `${VIDEO}&sandboxClips=0` });
		await finish(requests);
		const woken = await run.resumed();

		expect(woken.status).toBe('success');
		expect(woken.json('After')).toMatchObject([
			{ requestId: requests[0]?.id, status: 'completed', clips: 0 },
		]);
		expect(woken.hints('Ssemble').map(({ message }) => message)).toEqual([
			`Ssemble found no clips in request ${requests[0]?.id ?? ''}.`,
		]);
	});

	it('a hint if Ssemble has shortened the range', async () => {
		const { run, requests } = await submit({ url: `${VIDEO}&sandboxDuration=300` });
		await finish(requests);
		const woken = await run.resumed();

		expect(woken.hints('Ssemble').map(({ message }) => message)).toEqual([
			expect.stringContaining('It now covers 0 s to 300 s') as string,
		]);
	});

	it.each([
		'Make {{ "the" }} clips\\',
		'constructor',
		'toString',
		'A line\u2028separator',
		'A paragraph\u2029separator',
	])('the clips although the node is called %j', async (name) => {
		const node = { type: 'n8n-nodes-ssemble.ssemble', name, parameters: createAndWait() };
		const run = await runWorkflow({ nodes: [{ type: 'test.start' }, node] }, n8n.host);
		await finish([s.sandbox.requests.at(-1)]);
		const woken = await run.resumed();

		expect(woken.error).toBeUndefined();
		expect(woken.items(name)).toHaveLength(2);
	});

	it('all clips of the only item for which a node set to Execute Once runs', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000], node: { executeOnce: true } });
		expect(requests).toHaveLength(1);
		await finish(requests);
		const woken = await run.resumed();

		expect(placesOf(woken)).toEqual(
			requests.flatMap(({ id }) => [1, 2].map(() => [id, { item: 0 }])),
		);
	});
});

describe('A callback', () => {
	it('takes a look at the list, and only the last one reads the results', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000, 2_000] });
		s.sandbox.clearLogs();
		const [first, second, third] = requests;

		await finish([first, second]);
		expect(s.calls('GET /shorts')).toHaveLength(2);
		expect(s.sandbox.calls).toHaveLength(2);
		await finish([third]);
		await run.resumed();

		// The last one need not be looked for: all others are known to have finished.
		expect(s.calls('GET /shorts')).toHaveLength(2);
		expect(s.calls('GET /shorts/:id')).toHaveLength(3);
	});

	it('costs nothing when it comes again', async () => {
		const { requests } = await submit({}, { starts: [0, 1_000] });
		await finish([requests[0]]);
		s.sandbox.clearLogs();

		for (let times = 0; times < 3; times++) {
			expect(await s.sandbox.deliver(requests[0]?.id ?? '')).toBe(true);
		}
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('that meets a page of a proxy or firewall asks again', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000] });
		const [first, second] = requests;
		const denied = s.sandbox.addFault({
			path: '/shorts',
			effect: { kind: 'answer', status: 403, body: '<html>Access denied</html>' },
		});
		await finish([first]);
		expect(denied.struck).toBe(1);
		expect(executions.get(run.executionId)?.isWaiting()).toBe(true);
		await finish([second]);

		expect(placesOf(await run.resumed())).toEqual([
			...[first, first].map((request) => [request?.id, { item: 0 }]),
			...[second, second].map((request) => [request?.id, { item: 1 }]),
		]);
	}, 30_000);

	it('finds its requests among many newer ones', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000] });
		s.sandbox.seedRequests(150, { newestAt: Date.now() + 60_000, spacingMs: 10 });
		s.sandbox.clearLogs();
		await finish(requests);
		await run.resumed();

		expect(s.calls('GET /shorts')).toHaveLength(2);
	});

	it('of a request that the API still shows as running wakes once the API has caught up', async () => {
		const { run, requests } = await submit();
		s.sandbox.addEventFault({ apiLagMs: 4_000 });
		await finish(requests);

		expect(s.sandbox.deliveries).toMatchObject([{ status: 200 }]);
		expect((await run.resumed()).items('Ssemble')).toHaveLength(2);
	});

	it.each([
		['nothing', 400, {}],
		['no event', 400, { requestId: '0'.repeat(24) }],
		[
			'an unknown request',
			404,
			{ event: 'shorts.completed', status: 'completed', requestId: '0'.repeat(24) },
		],
	])('with %s is refused without asking the API', async (_, status, body: IDataObject) => {
		const { requests } = await submit();
		s.sandbox.clearLogs();
		const url = requests[0]?.body.webhookUrl ?? '';

		const answer = await n8n.post(url, body);
		expect(answer).toMatchObject({ status, body: { received: false } });
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('that is one too many leaves no warning in n8n’s log', async () => {
		const before = logEntries.length;
		const { run, requests } = await submit({}, { starts: [0, 1_000] });
		const url = requests[0]?.body.webhookUrl ?? '';
		const unknown = { event: 'shorts.completed', status: 'completed', requestId: '0'.repeat(24) };
		expect(await n8n.post(url, unknown)).toMatchObject({ status: 404 });
		s.sandbox.addEventFault({ copies: 3, sideBySide: true, times: 2 });
		await finish(requests);
		await run.resumed();
		expect(await s.sandbox.deliver(requests[1]?.id ?? '')).toBe(false);

		expect(s.sandbox.deliveries.map(({ status }) => status)).toContain(409);
		const warnings = logEntries.slice(before).filter(({ level }) => /warn|error/.test(level));
		expect(warnings).toEqual([]);
	});

	it('never reaches another node for which the execution sleeps by then', async () => {
		const twice = ['Ssemble', 'Again'].map((name) => ({
			type: 'n8n-nodes-ssemble.ssemble',
			name,
			parameters: createAndWait({ outputAs: 'request' }),
		}));
		const run = await runWorkflow({ nodes: [{ type: 'test.start' }, ...twice] }, n8n.host);
		const first = s.sandbox.requests.at(-1);
		await finish([first]);
		const between = await run.resumed();
		expect(between.status).toBe('waiting');
		const second = s.sandbox.requests.at(-1);
		s.sandbox.clearLogs();

		expect(await s.sandbox.deliver(first?.id ?? '')).toBe(false);
		expect(s.sandbox.calls).toHaveLength(0);
		await finish([second]);
		const ended = await between.resumed();
		expect(ended.status).toBe('success');
		expect(ended.json('Again')).toMatchObject([{ requestId: second?.id }]);
	});
});

describe('When the time is over, the next node gets', () => {
	it('one item a request, paired with its input item', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000] });
		const woken = await run.resumeAtLimit();

		expect(woken.status).toBe('success');
		expect(woken.items('Ssemble')).toEqual(
			requests.map(({ id }, item) => ({
				json: { requestId: id, status: 'queued', timedOut: true, sourceUrl: VIDEO },
				pairedItem: { item },
			})),
		);
		expect(woken.json('After')).toHaveLength(2);
	});

	it('the pieces of a long range so that none is paired with another item', async () => {
		const { run, requests } = await submit(inTwo, { starts: [0, 5_000] });
		const woken = await run.resumeAtLimit();

		// n8n pairs by places: there are only two input items, so the last two are paired with none.
		const startOf = new Map(requests.map(({ id, body }) => [id, body.start]));
		expect(woken.json('Ssemble').map(({ requestId }) => startOf.get(requestId as string))).toEqual([
			0, 5_000, 1_200, 6_200,
		]);
	});

	it('the requests of the only item for which a node set to Execute Once runs', async () => {
		const { run, requests } = await submit({}, { starts: [0, 1_000], node: { executeOnce: true } });
		const woken = await run.resumeAtLimit();

		expect(woken.json('Ssemble')).toEqual([
			{ requestId: requests[0]?.id, status: 'queued', timedOut: true, sourceUrl: VIDEO },
		]);
	});
});

describe('An item that is refused', () => {
	const badSecond = { end: '={{ $json.start === 1000 ? 0 : $json.start + 600 }}' };

	it('stops the node before anything is spent', async () => {
		const { run, requests } = await submit(badSecond, { starts: [0, 1_000] });

		expect(run.error).toMatchObject({
			itemIndex: 1,
			message: expect.stringContaining('End') as string,
		});
		expect(requests).toHaveLength(0);
	});

	it.each(['clips', 'timeout'])(
		'has its place among the items if the node is to continue: %s',
		async (how) => {
			const { run, requests } = await submit(badSecond, {
				starts: [0, 1_000, 2_000],
				node: { onError: 'continueRegularOutput' },
			});
			expect(requests).toHaveLength(2);
			if (how === 'clips') await finish(requests);
			const woken = how === 'clips' ? await run.resumed() : await run.resumeAtLimit();

			const places = woken
				.items('Ssemble')
				.map(({ json, pairedItem }) => ['error' in json, pairedItem]);
			const clips = how === 'clips' ? 2 : 1;
			expect(places).toEqual([
				...Array.from({ length: clips }, () => [false, { item: 0 }]),
				[true, { item: 1 }],
				...Array.from({ length: clips }, () => [false, { item: 2 }]),
			]);
		},
	);

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'for its webhook URL keeps the signature in it secret, and names the remedy: %s',
		async (onError) => {
			let webhookUrl = '';
			const error = (url: string) => ({
				code: 'url_validation_failed',
				message: `The webhook URL ${url} cannot be reached`,
			});
			s.sandbox.addFault({
				method: 'POST',
				when: ({ body }) => {
					({ webhookUrl } = body as { webhookUrl: string });
					return true;
				},
				effect: {
					kind: 'answer',
					status: 400,
					get body() {
						return { error: error(webhookUrl) };
					},
				},
			});
			const { run } = await submit({}, { node: { onError } });

			const signature = new URL(webhookUrl).searchParams.get('signature')?.split('/')[0] ?? '';
			expect(signature).not.toBe('');
			const [item] = onError === 'stopWorkflow' ? [] : run.json('Ssemble');
			// n8n itself keeps the signature in the execution's data.
			expect(JSON.stringify([run.error, run.log, item])).not.toContain(signature);
			expect(run.error?.message ?? item?.error).toMatch(/webhook URL .*signature=\*\*\*/);
			const remedy = run.error?.description ?? item?.message;
			expect(remedy).toContain('WEBHOOK_URL');
			expect(remedy).not.toContain('browser');
		},
	);

	it('goes to the error output if there is one', async () => {
		const { run, requests } = await submit(badSecond, {
			starts: [0, 1_000],
			node: { onError: 'continueErrorOutput' },
		});
		await finish(requests);
		const woken = await run.resumed();

		expect(woken.items('Ssemble', 0).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
		]);
		expect(woken.items('Ssemble', 1)).toMatchObject([{ json: { start: 1_000 } }]);
	});

	it('does not make the others be submitted twice if the node is to retry', async () => {
		const { run, requests } = await submit(
			{ end: '={{ $json.start === 0 ? 0 : $json.start + 600 }}' },
			{
				starts: [0, 1_000],
				node: {
					onError: 'continueRegularOutput',
					retryOnFail: true,
					maxTries: 3,
					waitBetweenTries: 0,
				},
			},
		);
		expect(run.status).toBe('waiting');
		expect(requests).toHaveLength(1);
		await finish(requests);
		const woken = await run.resumed();

		expect(placesOf(woken)).toEqual([
			[undefined, { item: 0 }],
			...requests.flatMap(({ id }) => [1, 2].map(() => [id, { item: 1 }])),
		]);
		expect(s.calls('POST /shorts/create')).toHaveLength(1);
	});

	it('keeps no retry by the user from hearing of the others, whose callbacks go to the first execution', async () => {
		s.sandbox.addFault({
			method: 'POST',
			skip: 2,
			effect: { kind: 'answer', status: 400, body: { error: { message: 'Not now' } } },
		});
		const before = s.sandbox.requests.length;
		const { run: first } = await submit({}, { starts: [0, 1_000, 2_000] });
		expect(first.status).toBe('error');

		// The time in which the third one finishes too.
		s.sandbox.addFault({ path: '/shorts', method: 'GET', effect: { kind: 'delay', ms: 2_000 } });
		const retry = first.retry();
		await s.sandbox.until(() => s.sandbox.requests.length === before + 3);
		const requests = s.sandbox.requests.slice(before);
		for (const { id } of requests) s.sandbox.finish(id, 'completed');
		const run = await retry;

		expect(run.status).toBe('success');
		expect(s.calls('POST /shorts/create')).toHaveLength(4);
		expect(placesOf(run)).toEqual(
			[0, 1_000, 2_000].flatMap((start, item) => {
				const request = requests.find(({ body }) => body.start === start);
				return [1, 2].map(() => [request?.id, { item }]);
			}),
		);
	}, 30_000);

	it('does not let the execution sleep if there is no other', async () => {
		const { run } = await submit({ end: 0 }, { node: { onError: 'continueRegularOutput' } });

		expect(run.status).toBe('success');
		expect(run.json('After')).toMatchObject([{ error: expect.stringContaining('End') as string }]);
	});
});

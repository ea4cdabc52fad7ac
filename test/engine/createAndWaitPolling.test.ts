import type { SandboxRequest } from '../../sandbox';
import { runSsemble } from './support/engine';
import { logEntries } from './support/log';
import { createAndWait, getResults, VIDEO } from './support/parameters';
import { inPolling, OFTEN } from './support/polling';
import { useSandbox } from './support/sandbox';

const s = useSandbox({ clipsPerRequest: 2 });
const { begin, finish } = inPolling(s);

const rounds = () => s.calls('GET /shorts').length;
const moreRounds = async (count: number) => {
	const before = rounds();
	await s.sandbox.until(() => rounds() >= before + count, 10_000);
};

it('One call a round tells about all requests, and each is read once', async () => {
	const { run, requests } = await begin(12);
	expect(requests.every(({ body }) => body.webhookUrl === undefined)).toBe(true);
	for (const request of requests.slice(1)) finish(request);
	await moreRounds(3);
	finish(requests[0], 'failed');
	const result = await run;

	expect(result.error).toBeUndefined();
	expect(
		result.items('Ssemble').map(({ json, pairedItem }) => [json.requestId, pairedItem]),
	).toEqual(
		requests.flatMap(({ id }, item) => (item === 0 ? [1] : [1, 2]).map(() => [id, { item }])),
	);
	expect(s.calls('GET /shorts/:id')).toHaveLength(12);
	expect(s.sandbox.calls).toHaveLength(12 + rounds() + 12);
});

it('The items are those of Get Results', async () => {
	const { run, requests } = await begin(1);
	finish(requests[0]);
	const read = await runSsemble(getResults({ requestId: requests[0]?.id ?? '' }), s.host);

	expect((await run).items('Ssemble')).toEqual(read.items('Ssemble'));
});

it('When the time is over, the next node gets one item a request with its last status', async () => {
	const { run, requests } = await begin(2, { limitMinutes: 0.01 });
	finish(requests[1]);
	const result = await run;

	expect(result.items('Ssemble')).toEqual([
		{
			json: {
				requestId: requests[0]?.id,
				status: expect.any(String) as string,
				timedOut: true,
				sourceUrl: VIDEO,
			},
			pairedItem: { item: 0 },
		},
		{
			json: { requestId: requests[1]?.id, status: 'completed', timedOut: true, sourceUrl: VIDEO },
			pairedItem: { item: 1 },
		},
	]);
	expect(s.calls('GET /shorts/:id')).toHaveLength(0);
});

it('Trouble of the API is waited out', async () => {
	const { run, requests } = await begin(1);
	const trouble = s.sandbox.addFault({
		method: 'GET',
		times: 4,
		effect: { kind: 'answer', status: 503, body: '<html>down</html>' },
	});
	finish(requests[0]);
	const result = await run;

	expect(trouble.struck).toBe(4);
	expect(result.error).toBeUndefined();
	expect(result.items('Ssemble')).toHaveLength(2);
	expect(result.log.filter(({ level }) => level === 'warn')).toHaveLength(1);
}, 30_000);

it('A page of a proxy or firewall in the place of an answer is waited out', async () => {
	const { run, requests } = await begin(1);
	const denied = { kind: 'answer', status: 403, body: '<html>Access denied</html>' } as const;
	const faults = [
		s.sandbox.addFault({ path: '/shorts', effect: denied }),
		s.sandbox.addFault({ path: '/shorts', effect: { ...denied, status: 408 } }),
		s.sandbox.addFault({ path: '/shorts/:id', effect: denied }),
	];
	finish(requests[0]);
	const result = await run;

	expect(faults.map(({ struck }) => struck)).toEqual([1, 1, 1]);
	expect(result.error).toBeUndefined();
	expect(result.items('Ssemble')).toHaveLength(2);
}, 30_000);

it('A request that is not in the list is read by itself', async () => {
	const { run, requests } = await begin(2);
	s.sandbox.addFault({
		method: 'GET',
		path: '/shorts',
		times: Infinity,
		effect: {
			kind: 'change',
			change: (body) => ({ ...(body as object), data: { requests: [] } }),
		},
	});
	for (const request of requests) finish(request);

	expect((await run).items('Ssemble')).toHaveLength(4);
});

it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	'A key that is refused ends the wait, and no request is lost: %s',
	async (onError) => {
		const { run, requests } = await begin(2, {}, { node: { onError } });
		const error = { code: 'invalid_api_key', message: 'Invalid API key' };
		s.sandbox.addFault({
			method: 'GET',
			times: Infinity,
			effect: { kind: 'answer', status: 401, body: { error } },
		});
		const result = await run;

		const told =
			onError === 'stopWorkflow'
				? [result.error?.description]
				: result.json('Ssemble').map(({ message }) => message);
		expect(told).toHaveLength(onError === 'stopWorkflow' ? 1 : 2);
		for (const text of told) {
			for (const { id } of requests) expect(text).toContain(id);
		}
	},
);

describe('Cancelling the execution ends it at once, and n8n’s log has the ids', () => {
	// n8n does not wait for the node.
	const named = async (requests: SandboxRequest[], since: number) => {
		const isNamed = ({ id }: SandboxRequest) =>
			logEntries
				.slice(since)
				.some(({ level, message }) => level === 'warn' && message.includes(id));
		await s.sandbox.until(() => requests.every(isNamed));
	};

	it('while it waits for the next round', async () => {
		const stop = new AbortController();
		const { run, requests } = await begin(2, { pollSeconds: 2 }, { signal: stop.signal });
		await moreRounds(1);
		const [calls, logged] = [s.sandbox.calls.length, logEntries.length];
		stop.abort();

		expect((await run).status).toBe('canceled');
		await named(requests, logged);
		expect(s.sandbox.calls).toHaveLength(calls);
	});

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'while it reads the results: %s',
		async (onError) => {
			const stop = new AbortController();
			const options = { signal: stop.signal, node: { onError } };
			const { run, requests } = await begin(2, {}, options);
			const effect = { kind: 'delay', ms: 50_000 } as const;
			s.sandbox.addFault({ method: 'GET', path: '/shorts/:id', effect, times: 2 });
			for (const request of requests) finish(request);
			const reads = () =>
				s
					.calls('GET /shorts/:id')
					.filter(({ path }) => requests.some(({ id }) => path.endsWith(id)));
			await s.sandbox.until(() => reads().length === 2);
			const logged = logEntries.length;
			stop.abort();

			expect((await run).status).toBe('canceled');
			await named(requests, logged);
			expect(reads()).toHaveLength(2);
		},
	);
});

it('What was submitted is not submitted again if the node is to retry', async () => {
	const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const { run, requests } = await begin(1, {}, { node: retry });
	const error = { code: 'invalid_api_key', message: 'Invalid API key' };
	s.sandbox.addFault({ method: 'GET', effect: { kind: 'answer', status: 401, body: { error } } });
	finish(requests[0]);

	expect((await run).items('Ssemble')).toHaveLength(2);
	expect(s.calls('POST /shorts/create')).toHaveLength(1);
});

it('An item that was refused is tried again, and the others are not submitted anew', async () => {
	const before = s.sandbox.requests.length;
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as { start: number }).start === 0,
		effect: { kind: 'answer', status: 400, body: { error: { message: 'Not this one' } } },
	});
	const run = runSsemble(
		createAndWait({
			start: '={{ $json.start }}',
			end: '={{ $json.start + 600 }}',
			waitOptions: OFTEN,
		}),
		{ ...s.host, webhookUrl: 'http://localhost:5678/' },
		{
			items: [{ start: 0 }, { start: 700 }],
			node: { retryOnFail: true, waitBetweenTries: 1, onError: 'continueRegularOutput' },
		},
	);
	await s.sandbox.until(() => s.sandbox.requests.length === before + 1);
	finish(s.sandbox.requests.at(-1));
	await s.sandbox.until(() => s.sandbox.requests.length === before + 2, 10_000);
	finish(s.sandbox.requests.at(-1));
	const result = await run;

	const [second, first] = s.sandbox.requests.slice(before).map(({ id }) => id);
	expect(s.calls('POST /shorts/create')).toHaveLength(3);
	expect(result.json('Ssemble').map(({ requestId }) => requestId)).toEqual([
		...[first, first],
		...[second, second],
	]);
});

it('Left to itself, the node polls where Ssemble cannot reach this n8n', async () => {
	const before = s.sandbox.requests.length;
	const run = runSsemble(
		createAndWait({ waitOptions: { pollSeconds: 0.05 } }),
		{ ...s.publicHost, webhookUrl: 'http://localhost:5678/' },
		{ items: [{}] },
	);
	await s.sandbox.until(() => s.sandbox.requests.length === before + 1);
	const request = s.sandbox.requests.at(-1);
	s.sandbox.finish(request?.id ?? '', 'completed');
	const result = await run;

	expect(request?.body.webhookUrl).toBeUndefined();
	expect(result.error).toBeUndefined();
	expect(result.json('Ssemble')[0]).toMatchObject({ requestId: request?.id, status: 'completed' });
});

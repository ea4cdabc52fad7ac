import { runSsemble } from './support/engine';
import { logEntries } from './support/log';
import { create, getResults, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

/** How many requests Ssemble made of a submission that begins at this second. */
const made = (start: number) =>
	s.sandbox.requests.filter((request) => request.start === start).length;
const refuse = (start: number, times = Infinity) =>
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as { start: number }).start === start,
		effect: {
			kind: 'answer',
			status: 400,
			body: {
				error: { code: 'url_validation_failed', message: 'Cannot be fetched', details: null },
			},
		},
		times,
	});
const items = (...starts: number[]) => starts.map((start) => ({ start }));
const parameters = create({ start: '={{ $json.start }}', end: '={{ $json.start + 600 }}' });

describe('What Ssemble took is not paid for again', () => {
	it('when the node’s own Retry On Fail runs it again', async () => {
		refuse(13, 1);
		const run = await runSsemble(parameters, s.host, {
			items: items(11, 12, 13),
			node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(run.error).toBeUndefined();
		expect([made(11), made(12), made(13)]).toEqual([1, 1, 1]);
		expect(run.json('After')).toHaveLength(3);
	});

	it('when Retry On Fail meets an item that will never do', async () => {
		refuse(23);
		await runSsemble(parameters, s.host, {
			items: items(21, 22, 23),
			node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect([made(21), made(22), made(23)]).toEqual([1, 1, 0]);
	});

	it('when Retry On Fail runs a node again that is set to continue', async () => {
		refuse(31);
		const run = await runSsemble(parameters, s.host, {
			items: items(31, 32, 33),
			node: {
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 1,
				onError: 'continueRegularOutput',
			},
		});

		expect([made(31), made(32), made(33)]).toEqual([0, 1, 1]);
		expect(run.json('After')).toHaveLength(3);
	});

	it('when the user retries the failed execution', async () => {
		refuse(43, 1);
		const run = await runSsemble(parameters, s.host, { items: items(41, 42, 43) });
		expect(run.status).toBe('error');
		const again = await run.retry();

		expect(again.error).toBeUndefined();
		expect([made(41), made(42), made(43)]).toEqual([1, 1, 1]);
		expect(again.json('After')).toHaveLength(3);
	});
});

describe('A cancelled execution', () => {
	it('makes no further call', async () => {
		s.sandbox.addFault({
			effect: { kind: 'answer', status: 502, body: '<p>502</p>' },
			times: Infinity,
		});
		const stop = new AbortController();
		const running = runSsemble(getResults({ requestId: s.seed().id }), s.host, {
			signal: stop.signal,
		});
		await s.sandbox.until(() => s.sandbox.calls[0]?.outcome === 'answered');
		const stopped = Date.now();
		stop.abort();
		const run = await running;

		expect(run.status).toBe('canceled');
		// The next attempt would have come after a second.
		expect(Date.now() - stopped).toBeLessThan(900);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('submits nothing more', async () => {
		s.sandbox.settings.latencyMs = 100;
		const stop = new AbortController();
		const running = runSsemble(parameters, s.host, {
			items: items(...Array.from({ length: 40 }, (_, index) => 100 + index)),
			signal: stop.signal,
		});
		await s.sandbox.until(() => s.calls('POST /shorts/create').length >= 10);
		stop.abort();
		const run = await running;
		s.sandbox.settings.latencyMs = 0;

		expect(run.status).toBe('canceled');
		expect(s.calls('POST /shorts/create').length).toBeLessThanOrEqual(20);
	});

	it('names in n8n’s log what it submitted, lost answers too', async () => {
		s.sandbox.addFault({
			method: 'POST',
			when: ({ body }) => (body as { start: number }).start > 201,
			effect: { kind: 'delay', ms: 5_000 },
			times: Infinity,
		});
		const earlier = logEntries.length;
		const stop = new AbortController();
		const running = runSsemble(parameters, s.host, {
			items: items(...Array.from({ length: 20 }, (_, index) => 200 + index)),
			signal: stop.signal,
		});
		const sent = () =>
			s
				.calls('POST /shorts/create')
				.filter(({ body }) => ((body as { start: number } | undefined)?.start ?? 0) >= 200);
		await s.sandbox.until(() => sent().length === 12);
		stop.abort();
		await running;

		const told = () =>
			logEntries
				.slice(earlier)
				.find(({ message }) => message.includes('cancelled after these were submitted'));
		await s.sandbox.until(() => told() !== undefined);
		const message = told()?.message;
		for (const item of [0, 1]) {
			const [request] = s.sandbox.requests.filter(({ start }) => start === 200 + item);
			expect(message).toMatch(
				new RegExp(`item ${item} \\([\\d:]+ to [\\d:]+\\) as request ${request?.id}`),
			);
		}
		expect(message?.match(/with its answer lost/g)).toHaveLength(10);
		expect(sent()).toHaveLength(12);
		// An address can hold a secret, and n8n's log has other readers than the workflow.
		expect(message).not.toContain(VIDEO);
	});
});

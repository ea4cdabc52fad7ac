import type { Execution } from './n8nApi';
import { errorOf, jsonOf } from './executionData';
import { PUBLIC_URL, startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, ssembleTrigger, workflow } from './workflows';

const SOME_ID = 'a'.repeat(24);
const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

describe('The Ssemble Trigger of an active workflow', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({
			webhookUrl: PUBLIC_URL,
			sandbox: { processingMs: 'manual', allowLocalWebhooks: false },
		});
	});

	afterAll(async () => await world.stop());

	afterEach(() => world.sandbox.clearFaults());

	/** An active workflow that creates, and hears with a trigger of the given parameters. */
	const activeWorkflow = async (trigger: object = {}) => {
		const credential = await world.credential();
		const { id } = await world.n8n.createWorkflow(
			workflow(
				'Create and hear',
				[manualTrigger(), ssemble({ url: VIDEO, start: 0, end: 600 }, { credential })],
				[ssembleTrigger({ ...trigger }, { credential }), noOp('Out')],
			),
		);
		await world.n8n.activate(id);
		return id;
	};

	const submit = async (workflowId: string): Promise<string> => {
		const run = await world.n8n.runToEnd(workflowId, { trigger: 'Start' });
		expect(errorOf(run)).toBeUndefined();
		const [created] = jsonOf(run, 'Ssemble');
		expect(created?.webhookUrl).toBe(`${PUBLIC_URL}webhook/ssemble/${workflowId}`);
		return created?.requestId as string;
	};

	const delivered = async (
		workflowId: string,
		count = 1,
		timeoutMs = 60_000,
	): Promise<Execution[]> =>
		await world.n8n.waitForExecutions(count, { workflowId, mode: 'webhook' }, { timeoutMs });

	const post = async (workflowId: string, body: string, type = 'application/json') =>
		await fetch(world.triggerUrl(workflowId), {
			method: 'POST',
			headers: { 'content-type': type },
			body,
		});

	const eventOf = (requestId: string, status = 'completed') => ({
		event: `shorts.${status}`,
		requestId,
		status,
		timestamp: new Date().toISOString(),
		data: {},
	});

	it('yields one item a clip, with ten fields', async () => {
		const id = await activeWorkflow();
		const requestId = await submit(id);
		world.sandbox.finish(requestId, 'completed');

		const [execution] = await delivered(id);
		const clips = execution ? jsonOf(execution, 'Out') : [];
		expect(clips).toHaveLength(3);
		for (const clip of clips) {
			expect(Object.keys(clip).sort()).toEqual([
				'description',
				'duration',
				'event',
				'id',
				'requestId',
				'sourceUrl',
				'status',
				'title',
				'video_url',
				'viral_score',
			]);
			expect(clip).toMatchObject({ event: 'shorts.completed', requestId, sourceUrl: VIDEO });
			// 0–100 as in the API, not 0–10 as in the event.
			expect(clip.viral_score).toBeGreaterThan(10);
		}
	});

	it('yields every field of the API, if not simplified', async () => {
		const id = await activeWorkflow({ simplify: false });
		const requestId = await submit(id);
		world.sandbox.finish(requestId, 'completed');

		const [execution] = await delivered(id);
		const [clip] = execution ? jsonOf(execution, 'Out') : [];
		expect(clip).toMatchObject({
			requestId,
			status: 'completed',
			event: 'shorts.completed',
			source: { url: VIDEO, start: 0, end: 600 },
			width: expect.any(Number) as number,
			reason: expect.any(String) as string,
			sentenceIndexes: expect.any(Array) as number[],
		});
	});

	it('yields one item a request, if so chosen', async () => {
		const id = await activeWorkflow({ outputAs: 'request' });
		const requestId = await submit(id);
		world.sandbox.finish(requestId, 'completed');

		const [execution] = await delivered(id);
		const requests = execution ? jsonOf(execution, 'Out') : [];
		expect(requests).toHaveLength(1);
		expect(requests[0]).toMatchObject({ requestId, url: VIDEO, event: 'shorts.completed' });
		expect(requests[0]?.shorts).toHaveLength(3);
	});

	it('tells why a request failed', async () => {
		const id = await activeWorkflow();
		const requestId = await submit(id);
		world.sandbox.finish(requestId, 'failed', 'The video has no speech');

		const [execution] = await delivered(id);
		expect(execution && jsonOf(execution, 'Out')).toEqual([
			{
				requestId,
				status: 'failed',
				failureReason: 'The video has no speech',
				sourceUrl: VIDEO,
				sourceTitle: expect.any(String) as string,
				event: 'shorts.failed',
				timestamp: expect.any(String) as string,
			},
		]);
	});

	it('starts only for the selected events', async () => {
		const id = await activeWorkflow({ events: ['shorts.failed'] });
		const completed = await submit(id);
		const failed = await submit(id);
		world.sandbox.finish(completed, 'completed');
		world.sandbox.finish(failed, 'failed');

		await world.sandbox.deliveriesDone();
		const executions = await delivered(id);
		expect(executions).toHaveLength(1);
		expect(executions[0] && jsonOf(executions[0], 'Out')).toMatchObject([{ requestId: failed }]);
	});

	it.each([
		{ what: 'an unknown event', body: { ...eventOf(SOME_ID), event: 'shorts.deleted' } },
		{ what: 'a status that does not match', body: { ...eventOf(SOME_ID), status: 'failed' } },
		{ what: 'a malformed request ID', body: eventOf('../templates') },
		{ what: 'no request ID', body: { event: 'shorts.completed', status: 'completed' } },
		{ what: 'an array', body: [eventOf(SOME_ID)] },
		{ what: 'broken JSON', body: '{"event":' },
		{ what: 'plain text', body: 'shorts.completed', type: 'text/plain' },
		{ what: '5 MB', body: { ...eventOf(SOME_ID), padding: 'x'.repeat(5_000_000) } },
	])('refuses $what with a reason, and starts nothing', async ({ body, type }) => {
		const id = await activeWorkflow();
		const response = await post(id, typeof body === 'string' ? body : JSON.stringify(body), type);

		expect(response.status).toBeGreaterThanOrEqual(400);
		expect(response.status).toBeLessThan(500);
		expect((await response.text()).length).toBeGreaterThan(10);
		expect(await world.n8n.executions({ workflowId: id })).toEqual([]);
	});

	it('acknowledges an event without waiting for the API', async () => {
		const id = await activeWorkflow();
		const requestId = await submit(id);
		world.sandbox.addFault({
			path: `/shorts/${requestId}`,
			effect: { kind: 'delay', ms: 3_000 },
		});
		world.sandbox.finish(requestId, 'completed');
		await world.sandbox.deliveriesDone();

		const ended = { workflowId: id, mode: 'webhook' as const, status: 'success' as const };
		expect(await world.n8n.executions(ended)).toEqual([]);
		const [attempt] = world.sandbox.deliveries.filter((one) => one.requestId === requestId);
		expect(attempt?.outcome).toBe('acknowledged');
		console.log(`The event was acknowledged after ${attempt?.ms?.toFixed(0)} ms.`);
		expect(await delivered(id)).toHaveLength(1);
	});

	it('believes no event that the API does not confirm', async () => {
		const id = await activeWorkflow();
		const [failed] = world.sandbox.seedRequests(1, { status: 'failed' });
		const events = [eventOf('f'.repeat(24)), eventOf(failed?.id ?? '')];
		for (const event of events) {
			const response = await post(id, JSON.stringify(event));
			expect(await response.json()).toEqual({ received: true });
		}

		for (const execution of await delivered(id, events.length)) {
			expect(execution.status).toBe('success');
			expect(jsonOf(execution, 'Out')).toEqual([]);
		}
		expect(world.n8n.log.lines.some((line) => line.includes('does not confirm it'))).toBe(true);
	});

	it('delivers once, when the API is slow to follow, limits calls or has trouble for a moment', async () => {
		const id = await activeWorkflow();
		const [lagging, limited, troubled] = [await submit(id), await submit(id), await submit(id)];
		const reset = new Date(Date.now() + 3_000).toISOString();
		world.sandbox.addFault({
			path: `/shorts/${limited}`,
			effect: { kind: 'answer', status: 429, headers: { 'x-ratelimit-reset': reset } },
		});
		const troubledUntil = Date.now() + 20_000;
		world.sandbox.addFault({
			path: `/shorts/${troubled}`,
			times: Infinity,
			when: () => Date.now() < troubledUntil,
			effect: { kind: 'answer', status: 500 },
		});
		world.sandbox.addEventFault({
			when: ({ id: requestId }) => requestId === lagging,
			apiLagMs: 10_000,
		});
		for (const requestId of [lagging, limited, troubled]) {
			world.sandbox.finish(requestId, 'completed');
		}

		const executions = await delivered(id, 3, 120_000);
		const clips = executions.flatMap((execution) => jsonOf(execution, 'Out'));
		expect(new Set(clips.map(({ requestId }) => requestId))).toEqual(
			new Set([lagging, limited, troubled]),
		);
		expect(clips).toHaveLength(9);
	});

	it.each([
		{
			what: 'the API refuses the key',
			effect: {
				kind: 'answer' as const,
				status: 401,
				body: { error: { code: 'invalid_api_key', message: 'The API key was revoked' } },
			},
			says: 'The API key was revoked',
		},
		{
			what: 'the API is down for more than a minute',
			effect: { kind: 'reset' as const },
			says: 'Ssemble could not be reached',
		},
	])('fails visibly when $what, and a retry delivers', async ({ effect, says }) => {
		const id = await activeWorkflow();
		const requestId = await submit(id);
		world.sandbox.addFault({ path: `/shorts/${requestId}`, times: Infinity, effect });
		world.sandbox.finish(requestId, 'completed');

		const [failed] = await delivered(id, 1, 150_000);
		expect(failed?.status).toBe('error');
		expect(failed && errorOf(failed)?.message).toBe(says);

		world.sandbox.clearFaults();
		const retried = await world.n8n.retryExecution(failed?.id ?? '');
		expect(jsonOf(retried, 'Out')).toHaveLength(3);
	});
});

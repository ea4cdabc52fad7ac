import fc from 'fast-check';
import { jsonOf } from './executionData';
import { startWorld, type World } from './support';
import { noOp, ssembleTrigger, workflow } from './workflows';

const POSTS = 800;
const AT_ONCE = 20;

const hexId = fc.stringMatching(/^[0-9a-f]{24}$/);
const eventName = fc.constantFrom('shorts.completed', 'shorts.failed');
const trueToForm = (requestId: fc.Arbitrary<string>) =>
	fc.record({ event: eventName, requestId }).map(({ event, requestId: id }) => ({
		event,
		requestId: id,
		status: event.replace('shorts.', ''),
		timestamp: '2026-03-30T12:00:00.000Z',
	}));

/** What anybody could post: from well-formed lies to rubbish. */
const posts = (unfinished: string[]): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 1, arbitrary: trueToForm(hexId).map((body) => JSON.stringify(body)) },
		{
			weight: 1,
			arbitrary: trueToForm(fc.constantFrom(...unfinished)).map((body) => JSON.stringify(body)),
		},
		{
			weight: 4,
			arbitrary: fc
				.record(
					{
						event: fc.oneof(eventName, fc.anything()),
						requestId: fc.oneof(fc.string(), fc.anything()),
						status: fc.oneof(fc.constantFrom('completed', 'failed'), fc.anything()),
						data: fc.object({ maxDepth: 4 }),
					},
					{ requiredKeys: [] },
				)
				.map((body) => JSON.stringify(body)),
		},
		{
			weight: 1,
			arbitrary: fc.constantFrom(
				'{"__proto__":{"event":"shorts.completed"},"requestId":"aaaaaaaaaaaaaaaaaaaaaaaa"}',
				'{"event":"__proto__","requestId":"aaaaaaaaaaaaaaaaaaaaaaaa","status":"completed"}',
				'{"event":"constructor","requestId":"aaaaaaaaaaaaaaaaaaaaaaaa"}',
				`${'['.repeat(5_000)}${']'.repeat(5_000)}`,
				`${'{"data":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
				JSON.stringify({ event: 'shorts.completed', requestId: 'a'.repeat(1_000_000) }),
				JSON.stringify({ event: 'shorts.completed', padding: 'x'.repeat(2_000_000) }),
			),
		},
		{ weight: 1, arbitrary: fc.json() },
		{ weight: 1, arbitrary: fc.string() },
	);

describe('A trigger that anybody may post to', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 'manual' } });
	});

	afterAll(async () => await world.stop());

	it(`believes none of ${POSTS} forged posts, and misses none of the true events between them`, async () => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const { id: workflowId } = await n8n.createWorkflow(
			workflow('Hear', [ssembleTrigger({ outputAs: 'request' }, { credential }), noOp('Out')]),
		);
		await n8n.activate(workflowId);
		const url = world.triggerUrl(workflowId);
		const unfinished = sandbox.seedRequests(3, { status: 'processing' }).map(({ id }) => id);
		const finished = sandbox.seedRequests(20).map(({ id }) => id);

		const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
		console.log(`Seed of the forged posts: ${seed} (TEST_SEED)`);
		const bodies = fc.sample(posts(unfinished), { seed, numRuns: POSTS });

		const failures: string[] = [];
		let turnedAway = 0;
		const send = async (body: string) => {
			const answer = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
			});
			const text = await answer.text();
			// With this, a busy n8n itself turns away whatever is posted.
			const isBusy = answer.status === 503 && text.includes('Database is not ready');
			if (isBusy) turnedAway++;
			else if (answer.status >= 500) failures.push(`${answer.status} ${text}`);
		};
		for (let sent = 0; sent < bodies.length; sent += AT_ONCE) {
			const [id] = finished.slice(sent / (POSTS / finished.length));
			await Promise.all([
				...bodies.slice(sent, sent + AT_ONCE).map(send),
				...(sent % (POSTS / finished.length) === 0 && id ? [sandbox.deliver(id, { url })] : []),
			]);
		}
		expect(failures).toEqual([]);
		expect(turnedAway).toBeLessThan(POSTS / 10);

		const executions = await n8n.waitForExecutions(
			finished.length + 1,
			{ workflowId, status: 'success' },
			{ timeoutMs: 200_000 },
		);
		const ids = executions.flatMap((execution) =>
			jsonOf(execution, 'Out').map(({ requestId }) => requestId as string),
		);
		expect(ids.sort()).toEqual([...finished].sort());
	});
});

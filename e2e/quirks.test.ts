import type { IDataObject } from 'n8n-workflow';
import type { FaultEffect, SandboxRequest } from '../sandbox';
import { errorOf, jsonOf } from './executionData';
import { deliveriesIn } from './outcomes';
import { finishThrice } from './repeatedEvents';
import { PUBLIC_URL, startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, workflow } from './workflows';

let world: World;

beforeAll(async () => {
	world = await startWorld({
		webhookUrl: PUBLIC_URL,
		sandbox: {
			quirks: true,
			processingMs: 'manual',
			allowLocalWebhooks: false,
			clipsPerRequest: 2,
		},
	});
});

afterEach(async () => {
	await world.sandbox.deliveriesDone(30_000);
	world.sandbox.clearFaults();
	world.sandbox.clearLogs();
});

afterAll(async () => await world.stop());

/** Runs an operation with so many videos, whose addresses end with a name and their number. */
async function launch(name: string, count: number, parameters: IDataObject): Promise<string> {
	const credential = await world.credential();
	const submit = {
		resource: 'short',
		videoSource: 'url',
		url: '={{ $json.video }}',
		start: 0,
		end: 600,
		...parameters,
	};
	const { id } = await world.n8n.createWorkflow({
		...workflow(name, [manualTrigger(), ssemble(submit, { credential }), noOp('Out')]),
		pinData: { Start: videos(name, count).map((video) => ({ json: { video } })) },
	});
	return (await world.n8n.run(id, { trigger: 'Start' })) ?? '';
}

const videos = (name: string, count: number) =>
	Array.from({ length: count }, (_, n) => `https://www.youtube.com/watch?v=${name}_${n}_`);

/** The requests for these videos, in the order of the videos. */
const requestsFor = (name: string, count: number): SandboxRequest[] =>
	videos(name, count).flatMap((video) =>
		world.sandbox.requests.filter(({ body }) => body.url === video),
	);

describe('With an API that keeps to its documents as little as it may', () => {
	it('200 requests, whose events come three times each, start the workflow once each', async () => {
		const { requests, executions } = await finishThrice(world, 200, true);

		expect(executions.map(({ status }) => status)).toEqual(requests.map(() => 'success'));
		expect(deliveriesIn(executions, 'Out')).toEqual(new Map(requests.map(({ id }) => [id, 1])));
	});

	it.each(['webhook', 'polling'])(
		'25 videos that finish in any order yield their clips in order, waiting by %s',
		async (waitUsing) => {
			const { n8n, sandbox } = world;
			const executionId = await launch(waitUsing, 25, {
				operation: 'createAndWait',
				waitOptions: { waitUsing, pollSeconds: 2 },
			});
			await sandbox.until(() => requestsFor(waitUsing, 25).length === 25, 30_000);
			if (waitUsing === 'webhook') await n8n.waitForExecution(executionId, 'waiting');
			const requests = requestsFor(waitUsing, 25);
			sandbox.holdEvents();
			for (const [n] of requests.entries())
				sandbox.finish(requests[(n * 7) % 25]?.id ?? '', 'completed');
			await sandbox.releaseEvents({ sideBySide: true });
			const execution = await n8n.waitForExecution(executionId, undefined, { timeoutMs: 60_000 });

			expect(errorOf(execution)).toBeUndefined();
			expect(jsonOf(execution, 'Out').map(({ requestId, status }) => [requestId, status])).toEqual(
				requests.flatMap(({ id }) => [1, 2].map(() => [id, 'completed'])),
			);
		},
	);

	it('20 videos cost 20 credits, in whatever way the answers get lost', async () => {
		const { n8n, sandbox } = world;
		const taken = true;
		const statuses = [500, 502, 503, 504];
		const losses: FaultEffect[] = [
			{ kind: 'reset' },
			{ kind: 'reset', taken },
			{ kind: 'hang', ms: 5_000, taken },
			{ kind: 'delay', ms: 10_000, taken },
			{ kind: 'malformed' },
			{ kind: 'missingFields', fields: ['requestId'] },
			...statuses.map((status) => ({
				kind: 'answer' as const,
				status,
				body: '<p>Sorry</p>',
				taken,
			})),
		];
		// Every other video is answered as it should be.
		const faults = losses.map((effect, n) =>
			sandbox.addFault({
				method: 'POST',
				path: '/shorts/create',
				when: ({ body }) => JSON.stringify(body).includes(`lost_${2 * n}_`),
				effect,
			}),
		);
		const before = sandbox.account.credits;
		const executionId = await launch('lost', 20, { operation: 'create', notify: 'none' });
		const execution = await n8n.waitForExecution(executionId, undefined, { timeoutMs: 90_000 });

		expect(faults.map(({ struck }) => struck)).toEqual(losses.map(() => 1));
		expect(errorOf(execution)).toBeUndefined();
		expect(before - sandbox.account.credits).toBe(20);
		const ids = requestsFor('lost', 20).map(({ id }) => id);
		expect(ids).toHaveLength(20);
		expect(jsonOf(execution, 'Out').map(({ requestId }) => requestId)).toEqual(ids);
	});
});

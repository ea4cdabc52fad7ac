import { completed, failed } from './support/events';
import type { ActiveWorkflow, N8n } from './support/n8n';
import { useSandbox } from './support/sandbox';
import { eachWithN8n, triggerSpec } from './support/trigger';

const s = useSandbox();
let n8n: N8n;

eachWithN8n(
	() => s.host,
	(started) => {
		n8n = started;
	},
);

const url = ({ id }: ActiveWorkflow) => `webhook/ssemble/${id}`;
const RECEIVED = { status: 200, body: { received: true } };

/** The requests whose items reached the node after the trigger, one entry a run. */
const delivered = () =>
	n8n.runs.filter((run) => run.ran('After')).map((run) => run.json('After')[0]?.requestId);

describe('A finished request starts the workflow once', () => {
	it('when its event is posted again later', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const event = completed(s.seed().id);
		await n8n.deliver(workflow, event);
		s.sandbox.clearLogs();

		expect(await n8n.post(url(workflow), event)).toEqual(RECEIVED);
		expect(await n8n.post(url(workflow), { ...event, timestamp: '2026-03-30T12:00:05Z' })).toEqual(
			RECEIVED,
		);
		await n8n.idle();
		expect(delivered()).toEqual([event.requestId]);
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('when n8n could not record an execution for the first posts of its event', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const event = completed(s.seed().id);
		n8n.unrecorded = 2;
		const statuses: number[] = [];
		for (let post = 1; post <= 3; post++) {
			statuses.push((await n8n.post(url(workflow), event)).status);
		}
		await n8n.idle();

		expect(statuses).toEqual([500, 500, 200]);
		expect(delivered()).toEqual([event.requestId]);
	});

	it('when its event is posted many times at once', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const event = completed(s.seed().id);
		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await n8n.post(url(workflow), event)),
		);
		await n8n.idle();

		expect(answers).toEqual(Array.from({ length: 20 }, () => RECEIVED));
		expect(delivered()).toEqual([event.requestId]);
	});

	it('in a different letter case', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const { id } = s.seed();
		await n8n.deliver(workflow, completed(id.toUpperCase()));
		await n8n.post(url(workflow), completed(id));
		await n8n.idle();

		expect(delivered()).toEqual([id]);
	});

	it('also when executions that n8n started twice run side by side', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const event = completed(s.seed().id);
		await Promise.all(
			Array.from(
				{ length: 3 },
				async () =>
					await n8n.start(workflow.definition, 'webhook', 'Ssemble Trigger', [[{ json: event }]]),
			),
		);

		expect(delivered()).toEqual([event.requestId]);
	}, 20_000);

	it('and so does each of many that finish at the same time', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const requests = s.sandbox.seedRequests(30, { clips: 1 });
		const events = requests.flatMap(({ id }) => [completed(id), completed(id)]);
		await Promise.all(events.map(async (event) => await n8n.post(url(workflow), event)));
		await n8n.idle();

		expect(delivered().sort()).toEqual(requests.map(({ id }) => id).sort());
	});

	it('in each of two workflows', async () => {
		const [one, other] = [await n8n.activate(triggerSpec()), await n8n.activate(triggerSpec())];
		const event = completed(s.seed().id);
		await n8n.deliver(one, event);
		await n8n.deliver(other, event);

		expect(n8n.runs.map(({ workflowId }) => workflowId)).toEqual([one.id, other.id]);
		expect(delivered()).toEqual([event.requestId, event.requestId]);
	});

	it('after a forged event of the other kind was turned away', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const { id } = s.seed();
		await n8n.deliver(workflow, failed(id));
		await n8n.deliver(workflow, completed(id));

		expect(delivered()).toEqual([id]);
	});

	it('after an execution that did not succeed', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const { id } = s.seed();
		s.sandbox.addFault({
			path: '/shorts/:id',
			effect: { kind: 'answer', status: 403, body: { error: { code: 'subscription_required' } } },
		});
		const refused = await n8n.deliver(workflow, completed(id));
		expect(refused.status).toBe('error');

		await n8n.deliver(workflow, completed(id));
		expect(delivered()).toEqual([id]);
	}, 20_000);
});

it('With Retry On Fail, a delivery whose file could not be downloaded comes with the second try', async () => {
	const retried = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const { nodes } = triggerSpec({ clipOptions: { downloadVideos: true } });
	const workflow = await n8n.activate({
		nodes: nodes.map((node, index) => (index === 0 ? { ...node, ...retried } : node)),
	});
	const request = s.seed({ clips: 1 });
	s.sandbox.addFault({
		path: '/shorts/:id',
		effect: {
			kind: 'change',
			change: (body) => {
				const text = JSON.stringify(body).replaceAll('/videos/', '/nowhere/');
				return JSON.parse(text) as unknown;
			},
		},
	});
	const run = await n8n.deliver(workflow, completed(request.id));

	expect(run.error).toBeUndefined();
	expect(run.json('After')).toMatchObject([{ requestId: request.id }]);
	expect(run.items('After')[0]?.binary).toHaveProperty('data');
	expect(s.calls('GET /shorts/:id')).toHaveLength(2);
}, 30_000);

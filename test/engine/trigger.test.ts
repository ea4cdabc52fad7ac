import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runSsemble } from './support/engine';
import { completed, failed, TIMESTAMP } from './support/events';
import type { ActiveWorkflow, N8n } from './support/n8n';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';
import { eachWithN8n, TRIGGER, triggerSpec } from './support/trigger';

const s = useSandbox();
let n8n: N8n;

eachWithN8n(
	() => s.host,
	(started) => {
		n8n = started;
	},
);

async function activate(parameters: INodeParameters = {}): Promise<ActiveWorkflow> {
	const workflow = await n8n.activate(triggerSpec(parameters));
	s.sandbox.clearLogs();
	return workflow;
}

describe('What is no event', () => {
	const id = '665a1b2c3d4e5f6a7b8c9d0e';
	it.each<[string, IDataObject | string, RegExp]>([
		['nothing', '', /event|JSON/],
		['an empty object', {}, /event/],
		['a list', '[]', /JSON object/],
		['a text', '"shorts.completed"', /JSON object/],
		['null', 'null', /JSON object/],
		['an unknown event', completed(id, { event: 'shorts.started' }), /event/],
		['an event named like a part of every object', completed(id, { event: 'toString' }), /event/],
		['a list of events', completed(id, { event: ['shorts.completed'] }), /event/],
		['a completed event with status failed', completed(id, { status: 'failed' }), /status/],
		['a failed event with status completed', failed(id, { status: 'completed' }), /status/],
		['a completed event of a request in work', completed(id, { status: 'processing' }), /status/],
		['an event without a request', completed(id, { requestId: undefined }), /requestId/],
		['an id that is too short', completed(id.slice(1)), /requestId/],
		['an id that is too long', completed(`${id}0`), /requestId/],
		['an id that is a path', completed('../../templates/aaaaaaaa'), /requestId/],
		['an id that is no text', completed(id, { requestId: { $gt: '' } }), /requestId/],
		['an id in two lines', completed(`${id}\n`), /requestId/],
		['a flood', completed(id, { data: { junk: 'x'.repeat(1_000_001) } }), /large/],
	])('is refused with a reason and starts nothing: %s', async (_what, body, reason) => {
		const { id: workflowId } = await activate();
		const answer = await n8n.post(`webhook/ssemble/${workflowId}`, body);

		expect(answer.status).toBe(400);
		expect(JSON.stringify(answer.body)).toMatch(reason);
		expect(n8n.started).toBe(0);
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('is refused when it does not come as JSON', async () => {
		const { id: workflowId } = await activate();
		const answer = await n8n.post(
			`webhook/ssemble/${workflowId}`,
			JSON.stringify(completed(s.seed().id)),
			{ 'content-type': 'text/plain' },
		);

		expect(answer.status).toBe(400);
		expect(n8n.started).toBe(0);
	});
});

describe('An event', () => {
	it('is answered before the API is asked about it', async () => {
		const { id } = await activate();
		s.sandbox.addFault({ path: '/shorts/:id', effect: { kind: 'delay', ms: 400 } });
		const answer = await n8n.post(`webhook/ssemble/${id}`, completed(s.seed().id));

		expect(answer).toEqual({ status: 200, body: { received: true } });
		expect(n8n.runs).toHaveLength(0);
		expect((await n8n.runsReach(1))[0]?.status).toBe('success');
	});

	it.each(['TASK_COMPLETE', 'rendered', undefined])(
		'starts the workflow, whatever word it has for its status: %s',
		async (status) => {
			const request = s.seed({ clips: 1 });
			const run = await n8n.deliver(await activate(), completed(request.id, { status }));

			expect(run.json('After')).toMatchObject([{ requestId: request.id, status: 'completed' }]);
		},
	);

	it('that is not selected is acknowledged and starts nothing', async () => {
		const { id } = await activate({ events: ['shorts.completed'] });
		const request = s.seed({ status: 'failed' });

		expect(await n8n.post(`webhook/ssemble/${id}`, failed(request.id))).toEqual({
			status: 200,
			body: { received: true },
		});
		expect(n8n.started).toBe(0);
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('comes from Ssemble when a request of Create has finished', async () => {
		const workflow = await activate();
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), n8n.host, {
			workflow: { id: workflow.id, active: true },
		});
		const requestId = run.json('After')[0]?.requestId as string;
		s.sandbox.finish(requestId, 'completed');
		await s.sandbox.deliveriesDone();
		const [started] = await n8n.runsReach(1);

		expect(s.sandbox.deliveries).toMatchObject([{ outcome: 'acknowledged', status: 200 }]);
		expect(started?.mode).toBe('webhook');
		expect(started?.json('After')).toHaveLength(3);
		expect(started?.json('After')).toMatchObject(
			Array.from({ length: 3 }, () => ({ requestId, event: 'shorts.completed' })),
		);
	});
});

describe('The items', () => {
	it('are one simplified item a clip, with all from the API and nothing from the event', async () => {
		const request = s.seed({ clips: 2 });
		const api = await s.read(request);
		const forged = {
			id: 'forged',
			title: 'forged',
			video_url: 'https://evil.example',
			viral_score: 1,
		};
		const run = await n8n.deliver(
			await activate(),
			completed(request.id, { data: { shorts: [forged] }, extra: 'forged' }),
		);

		expect(run.error).toBeUndefined();
		expect(run.items(TRIGGER).map(({ json }) => json)).toEqual(
			api.shorts.map((clip) => ({
				id: clip.id,
				title: clip.title,
				description: clip.description,
				video_url: clip.video_url,
				duration: clip.duration,
				viral_score: clip.viral_score,
				requestId: request.id,
				status: 'completed',
				sourceUrl: api.url,
				event: 'shorts.completed',
			})),
		);
		expect(run.traces('forged')).toEqual([]);
		expect(run.traces('evil.example')).toEqual([]);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('have every field, if not simplified', async () => {
		const request = s.seed({ clips: 1 });
		const api = await s.read(request);
		const run = await n8n.deliver(await activate({ simplify: false }), completed(request.id));

		expect(run.json(TRIGGER)).toEqual([
			{
				...api.shorts[0],
				requestId: request.id,
				status: 'completed',
				source: {
					url: api.url,
					title: api.title,
					start: api.start,
					end: api.end,
					language: api.language,
				},
				event: 'shorts.completed',
				timestamp: TIMESTAMP,
			},
		]);
	});

	it('are one simplified item a request, if so chosen', async () => {
		const request = s.seed();
		const api = await s.read(request);
		const run = await n8n.deliver(await activate({ outputAs: 'request' }), completed(request.id));

		expect(run.json(TRIGGER)).toEqual([
			{
				requestId: request.id,
				status: 'completed',
				title: api.title,
				url: api.url,
				start: api.start,
				end: api.end,
				language: api.language,
				template: api.template,
				preferredLength: api.preferredLength,
				shorts: api.shorts.map(({ id, title, description, video_url, duration, viral_score }) => ({
					id,
					title,
					description,
					video_url,
					duration,
					viral_score,
				})),
				event: 'shorts.completed',
				timestamp: TIMESTAMP,
			},
		]);
	});

	it('are the API’s whole data, if not simplified', async () => {
		const request = s.seed();
		const api = await s.read(request);
		const run = await n8n.deliver(
			await activate({ outputAs: 'request', simplify: false }),
			completed(request.id),
		);

		expect(run.json(TRIGGER)).toEqual([
			{ ...api, requestId: request.id, event: 'shorts.completed', timestamp: TIMESTAMP },
		]);
	});

	it.each<[INodeParameters]>([[{}], [{ simplify: false }], [{ outputAs: 'request' }]])(
		'are one item with the API’s reason, if the request failed (%j)',
		async (parameters) => {
			const request = s.seed({ status: 'failed', failureReason: 'As the API says' });
			const run = await n8n.deliver(await activate(parameters), failed(request.id));

			expect(run.json(TRIGGER)).toEqual([
				{
					requestId: request.id,
					status: 'failed',
					failureReason: 'As the API says',
					sourceUrl: expect.any(String) as string,
					sourceTitle: expect.any(String) as string,
					event: 'shorts.failed',
					timestamp: TIMESTAMP,
				},
			]);
		},
	);
});

describe('an event that the API does not confirm yields no item and a warning:', () => {
	it.each<[string, () => IDataObject]>([
		['an unknown request', () => completed('ffffffffffffffffffffffff')],
		[
			'a request of another account',
			() => completed(s.seed({ account: s.addAccount().account }).id),
		],
		['a failed request as completed', () => completed(s.seed({ status: 'failed' }).id)],
		['a completed request as failed', () => failed(s.seed().id)],
		['a cancelled request', () => completed(s.seed({ status: 'cancelled' }).id)],
	])('%s', async (_what, event) => {
		const sent = event();
		const run = await n8n.deliver(await activate(), sent);

		expect(run.status).toBe('success');
		expect(run.items(TRIGGER)).toEqual([]);
		expect(run.ran('After')).toBe(false);
		const warnings = run.log.filter(({ level }) => level === 'warn');
		expect(warnings).toHaveLength(1);
		expect(warnings[0]?.message).toContain(sent.requestId);
		expect(s.sandbox.calls).toHaveLength(1);
	});
});

describe('When the API', () => {
	it('lags behind the event, the run waits for it', async () => {
		const workflow = await activate();
		s.sandbox.addEventFault({ apiLagMs: 1_500 });
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), n8n.host, {
			workflow: { id: workflow.id, active: true },
		});
		s.sandbox.finish(run.json('After')[0]?.requestId as string, 'completed');
		const [started] = await n8n.runsReach(1);

		expect(started?.error).toBeUndefined();
		expect(started?.json('After')).toHaveLength(3);
	}, 15_000);

	it('has trouble for a moment, the run tries again', async () => {
		s.sandbox.addFault({ path: '/shorts/:id', effect: { kind: 'reset' } });
		s.sandbox.addFault({
			path: '/shorts/:id',
			effect: { kind: 'answer', status: 502, body: '<p>502</p>' },
		});
		const run = await n8n.deliver(await activate(), completed(s.seed().id));

		expect(run.error).toBeUndefined();
		expect(run.items('After')).toHaveLength(3);
	}, 15_000);

	it('refuses the key, the run fails where the user sees it, and can be retried', async () => {
		const request = s.seed();
		const workflow = await activate();
		s.sandbox.addFault({
			effect: {
				kind: 'answer',
				status: 401,
				body: { error: { code: 'invalid_api_key', message: 'Invalid API key', details: null } },
			},
		});
		const run = await n8n.deliver(workflow, completed(request.id));

		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({ message: 'Invalid API key', httpCode: '401' });
		expect(run.error?.description).toContain('API Keys');

		const retried = await n8n.start(workflow.definition, 'retry', TRIGGER, [
			[{ json: completed(request.id) }],
		]);
		expect(retried.items('After')).toHaveLength(3);
	}, 30_000);
});

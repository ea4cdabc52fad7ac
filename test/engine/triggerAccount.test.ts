import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import type { Account, SeedOptions } from '../../sandbox';
import { completed } from './support/events';
import { startN8n, type N8n } from './support/n8n';
import { useSandbox } from './support/sandbox';
import { eachWithOwnAccount, TRIGGER, triggerSpec } from './support/trigger';

const s = useSandbox();
let account: Account;
let n8n: N8n;

eachWithOwnAccount(s, (started, added) => {
	n8n = started;
	account = added;
});

const spec = (parameters: INodeParameters = {}) =>
	triggerSpec({ listenTo: 'account', ...parameters }, { id: 'the-trigger' });
const activate = async (parameters: INodeParameters = {}) => {
	const workflow = await n8n.activate(spec(parameters));
	await n8n.idle();
	s.sandbox.clearLogs();
	return workflow;
};
const seed = (options?: SeedOptions) => s.seed({ account, ...options });
const HOUR = 3_600_000;

/** What n8n has stored of a workflow when it ends, and starts again with. */
const startAgain = async (staticData: IDataObject | undefined) => {
	const workflow = await n8n.activate({ ...spec(), staticData: deepCopy(staticData) }, 'init');
	await n8n.idle();
	return workflow;
};

/** The requests that the runs so far delivered, each once a run. */
const delivered = () =>
	n8n.runs.flatMap((run) =>
		run.ran('After') ? [...new Set(run.json('After').map(({ requestId }) => requestId))] : [],
	);

interface ListAnswer {
	data: { requests: IDataObject[] };
}

/** The list of requests, of which one was changed just now. */
const withUpdated = (body: unknown, id: string): unknown => {
	const copy = deepCopy(body as IDataObject) as unknown as ListAnswer;
	const entry = copy.data.requests.find(({ requestId }) => requestId === id);
	if (entry) entry.updatedAt = new Date().toISOString();
	return copy;
};

/** The list of requests, of which one entry has no date. */
const withoutDates = (body: unknown, index: number): unknown => {
	const copy = deepCopy(body as IDataObject) as unknown as ListAnswer;
	const entry = copy.data.requests[index];
	delete entry?.createdAt;
	delete entry?.updatedAt;
	return copy;
};

describe('A trigger that listens to the whole account', () => {
	it('begins with the moment of its activation', async () => {
		seed({ newestAt: Date.now() - HOUR });
		seed({ newestAt: Date.now() - 1_000 });
		const workflow = await activate();
		for (let rounds = 0; rounds < 3; rounds++) await workflow.poll();

		expect(n8n.started).toBe(0);
	});

	it('finds what finished since, whoever created it, with one call for the list', async () => {
		const running = seed({ status: 'processing', newestAt: Date.now() - HOUR });
		const workflow = await activate();
		s.sandbox.finish(running.id, 'completed');
		const created = seed({ status: 'failed', failureReason: 'No speech' });
		seed({ status: 'processing' });
		const run = await workflow.poll();

		expect(run?.mode).toBe('trigger');
		expect(run?.json(TRIGGER)).toMatchObject([
			...Array.from({ length: 3 }, () => ({ requestId: running.id, event: 'shorts.completed' })),
			{ requestId: created.id, event: 'shorts.failed', failureReason: 'No speech' },
		]);
		expect(s.calls('GET /shorts')).toHaveLength(1);
		expect(s.calls('GET /shorts/:id')).toHaveLength(2);
	});

	it('makes one call a round when nothing is new, and starts nothing', async () => {
		const workflow = await activate();
		for (let rounds = 0; rounds < 3; rounds++) expect(await workflow.poll()).toBeUndefined();

		expect(s.sandbox.calls).toHaveLength(3);
		expect(n8n.started).toBe(0);
	});

	describe('that cannot read one of many requests', () => {
		const begin = async (newer: number) => {
			const workflow = await activate();
			const broken = seed();
			const others = Array.from({ length: newer }, () => seed().id);
			const fault = s.sandbox.addFault({
				path: `/shorts/${broken.id}`,
				times: Infinity,
				effect: { kind: 'answer', status: 403, body: { error: { message: 'Not now' } } },
			});
			return { workflow, broken, others, fault };
		};

		it('delivers the others, and that one with its next look', async () => {
			const { workflow, broken, others, fault } = await begin(20);
			const run = await workflow.poll();
			expect(run?.error).toBeUndefined();
			expect(delivered()).toEqual(others);
			expect(run?.hints(TRIGGER)[0]?.message).toContain(broken.id);

			fault.remove();
			await workflow.poll();
			await workflow.poll();
			expect(delivered()).toEqual([...others, broken.id]);
		});

		it('shows it as a failed execution the second time, and delivers what else there was later', async () => {
			const { workflow, broken, others, fault } = await begin(2);
			await workflow.poll();
			const later = seed().id;
			const failed = await workflow.poll();
			expect(failed?.error).toMatchObject({ message: 'Not now' });
			expect(delivered()).toEqual(others);

			await workflow.poll();
			expect(delivered()).toEqual([...others, later]);
			fault.remove();
			const retried = await failed?.retry();
			expect(retried?.json('After').map(({ requestId }) => requestId)).toContain(broken.id);
		}, 30_000);
	});

	it('shows what it cannot read at all as a failed execution, which can be retried', async () => {
		const workflow = await activate();
		const broken = seed();
		s.sandbox.addFault({
			path: `/shorts/${broken.id}`,
			effect: { kind: 'answer', status: 403, body: { error: { message: 'Not now' } } },
		});
		const run = await workflow.poll();
		expect(run?.error).toMatchObject({ message: 'Not now' });

		const retried = await run?.retry();
		expect(retried?.json('After')[0]).toMatchObject({ requestId: broken.id });
	});

	it('is not started by an old request that was changed', async () => {
		const { id } = seed({ newestAt: Date.now() - 30 * 24 * HOUR });
		const workflow = await activate();
		s.sandbox.addFault({
			path: '/shorts',
			times: Infinity,
			effect: { kind: 'change', change: (body) => withUpdated(body, id) },
		});
		for (let rounds = 0; rounds < 2; rounds++) await workflow.poll();

		expect(n8n.started).toBe(0);
	});

	it('delivers what n8n could not start executions for, in a later round', async () => {
		const workflow = await activate();
		const { id } = seed();
		n8n.unrecorded = 2;
		for (let rounds = 0; rounds < 4; rounds++) await workflow.poll();

		expect(delivered()).toEqual([id]);
	});

	it('reads on behind an entry that has no date', async () => {
		const workflow = await activate();
		const finished = [seed(), seed(), seed()].map(({ id }) => id);
		s.sandbox.addFault({
			path: '/shorts',
			times: Infinity,
			effect: {
				kind: 'change',
				change: (body) => withoutDates(body, 1),
			},
		});
		await workflow.poll();

		expect(delivered()[0]).toBeDefined();
		expect(delivered()).toEqual(expect.arrayContaining([finished[0], finished[2]]));
	});

	it('does not deliver again what it has found before', async () => {
		const workflow = await activate();
		const first = seed();
		await workflow.poll();
		const second = seed();
		await workflow.poll();
		await workflow.poll();

		expect(delivered()).toEqual([first.id, second.id]);
	});

	it('does not deliver again what an event has told, nor the other way round', async () => {
		const workflow = await activate();
		const told = seed();
		await n8n.deliver(workflow, completed(told.id));
		const found = seed();
		await workflow.poll();
		await n8n.post(`webhook/ssemble/${workflow.id}`, completed(found.id));
		await n8n.idle();

		expect(delivered()).toEqual([told.id, found.id]);
	});

	it('delivers only the selected events', async () => {
		const workflow = await activate({ events: ['shorts.failed'] });
		seed();
		const failed = seed({ status: 'failed' });
		seed({ status: 'cancelled' });
		await workflow.poll();

		expect(delivered()).toEqual([failed.id]);
	});

	it('reads further pages, if more than 100 have finished', async () => {
		const workflow = await activate();
		const many = s.sandbox.seedRequests(120, {
			account,
			clips: 1,
			// After the activation, which is known to the second.
			newestAt: Date.now() + 1_000,
			spacingMs: 1,
		});
		for (let rounds = 0; rounds < 4; rounds++) await workflow.poll();

		expect(delivered().sort()).toEqual(many.map(({ id }) => id).sort());
	}, 30_000);

	it('finds at the start of n8n what finished while it was down', async () => {
		const { definition } = await activate();
		const missed = seed();
		await startAgain(definition.staticData);

		expect(delivered()).toEqual([missed.id]);
	}, 30_000);

	it('begins anew when it is activated again', async () => {
		const workflow = await activate();
		await workflow.deactivate();
		seed({ newestAt: Date.now() - 1_000 });
		const { definition } = workflow;
		const again = await n8n.activate({ ...spec(), staticData: deepCopy(definition.staticData) });
		const later = seed();
		await again.poll();

		expect(delivered()).toEqual([later.id]);
	});

	it('looks back at most 7 days then', async () => {
		const { definition } = await activate();
		const [name = '', cursor] = Object.entries(definition.staticData?.global ?? {})[0] ?? [];
		expect(cursor).toHaveProperty('finishedBefore');
		const beyond = seed({ newestAt: Date.now() - 8 * 24 * HOUR });
		const within = seed({ newestAt: Date.now() - 6 * 24 * HOUR });
		const startedAt = Date.now() - 30 * 24 * HOUR;
		const begun = { ...(cursor as IDataObject), since: startedAt, startedAt };
		await startAgain({ global: { [name]: begun } });

		expect(delivered()).toContain(within.id);
		expect(delivered()).not.toContain(beyond.id);
	}, 30_000);

	it('makes up in the next round for one in which the list could not be read', async () => {
		const workflow = await activate();
		const request = seed();
		s.sandbox.addFault({
			path: '/shorts',
			effect: {
				kind: 'answer',
				status: 403,
				body: { error: { code: 'subscription_required', message: 'No plan' } },
			},
		});

		await expect(workflow.poll()).rejects.toThrow('No plan');
		await workflow.poll();
		expect(delivered()).toEqual([request.id]);
	});

	it('is active after the start of n8n even if the list cannot be read then', async () => {
		const { definition } = await activate();
		const missed = seed();
		s.sandbox.addFault({
			path: '/shorts',
			effect: { kind: 'answer', status: 403, body: { error: { code: 'subscription_required' } } },
		});
		const workflow = await startAgain(definition.staticData);
		expect(delivered()).toEqual([]);

		await workflow.poll();
		expect(delivered()).toEqual([missed.id]);
	}, 30_000);

	it('can be activated with the default schedule, and refuses none of n8n’s', async () => {
		await activate({ pollTimes: { item: [{ mode: 'everyHour', minute: 5 }] } });
		await activate();
	});
});

describe('A trigger that listens only to its own requests', () => {
	it('never asks for the list', async () => {
		await n8n.activate(spec({ listenTo: 'trigger' }));
		s.sandbox.clearLogs();
		seed();
		const workflow = await n8n.activate(spec({ listenTo: 'trigger' }), 'init');

		expect(await workflow.poll()).toBeUndefined();
		expect(s.sandbox.calls).toHaveLength(0);
		expect(n8n.started).toBe(0);
	});
});

describe('Activation', () => {
	it('fails with the remedy, if Ssemble refuses the key', async () => {
		const other = await startN8n({
			credential: { apiKey: `sk_ssemble_${'u'.repeat(32)}`, baseUrl: s.sandbox.url },
		});

		await expect(other.activate(spec())).rejects.toMatchObject({
			description: expect.stringContaining('API Keys') as string,
		});
		await other.close();
	});
});

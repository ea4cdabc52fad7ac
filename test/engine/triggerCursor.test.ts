import type { IDataObject, INode } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import type { Account, SeedOptions } from '../../sandbox';
import { completed } from './support/events';
import type { ActiveWorkflow, N8n } from './support/n8n';
import { useSandbox } from './support/sandbox';
import { eachWithOwnAccount, triggerSpec } from './support/trigger';

const s = useSandbox();
let account: Account;
let n8n: N8n;

eachWithOwnAccount(s, (started, added) => {
	n8n = started;
	account = added;
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const spec = (node: Partial<INode> = {}) => ({
	id: 'workflow-of-the-trigger',
	...triggerSpec({ listenTo: 'account', outputAs: 'request' }, { id: 'the-trigger', ...node }),
});
const seed = (options?: SeedOptions) => s.seed({ account, ...options });

/** The requests that the runs so far delivered. */
const delivered = () =>
	n8n.runs.flatMap((run) =>
		run.ran('After') ? run.json('After').map(({ requestId }) => requestId) : [],
	);

/** Has the account's list show each of its entries in another way. */
const listAs = (change: (entry: IDataObject, index: number) => IDataObject) =>
	s.sandbox.addFault({
		path: '/shorts',
		times: Infinity,
		effect: {
			kind: 'change',
			change: (body) => {
				const copy = deepCopy(body as { data: { requests: IDataObject[] } });
				copy.data.requests = copy.data.requests.map(change);
				return copy;
			},
		},
	});
const without = (entry: IDataObject, ...names: string[]) =>
	Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)));
const withDates = (entry: IDataObject, change: (time: number) => unknown) => ({
	...entry,
	createdAt: change(Date.parse(entry.createdAt as string)) as string,
	updatedAt: change(Date.parse(entry.updatedAt as string)) as string,
});

describe.each<[string, (entry: IDataObject, index: number) => IDataObject]>([
	['without the time of their last change', (entry) => without(entry, 'updatedAt')],
	['without any time', (entry) => without(entry, 'createdAt', 'updatedAt')],
	[
		'of which one has no time',
		(entry, index) => (index === 1 ? without(entry, 'createdAt', 'updatedAt') : entry),
	],
	[
		'of which one has an impossible time',
		(entry, index) => (index === 1 ? withDates(entry, () => '2199-01-01T00:00:00Z') : entry),
	],
	['with times as numbers', (entry) => withDates(entry, (time) => time)],
	['with times as seconds', (entry) => withDates(entry, (time) => Math.floor(time / 1_000))],
	[
		'by a clock that is three hours ahead',
		(entry) => withDates(entry, (time) => new Date(time + 3 * HOUR).toISOString()),
	],
	[
		'by a clock that is three hours behind',
		(entry) => withDates(entry, (time) => new Date(time - 3 * HOUR).toISOString()),
	],
])('When the account lists its requests %s, its trigger delivers', (_how, change) => {
	beforeEach(() => listAs(change));

	it('what has finished since its activation, and nothing else', async () => {
		seed({ newestAt: Date.now() - HOUR });
		seed({ newestAt: Date.now() - 2 * MINUTE, tookMs: MINUTE });
		const running = [200, 10, 1].map((seconds) =>
			seed({ status: 'processing', newestAt: Date.now() - seconds * 1_000 }),
		);
		const workflow = await n8n.activate(spec());
		await workflow.poll();
		expect(n8n.started).toBe(0);

		for (const { id } of running) s.sandbox.finish(id, 'completed');
		await workflow.poll();
		const later = seed();
		await workflow.poll();
		await workflow.poll();

		expect(delivered().sort()).toEqual([...running, later].map(({ id }) => id).sort());
	}, 30_000);

	it('more than one page of them', async () => {
		const workflow = await n8n.activate(spec());
		const many = s.sandbox.seedRequests(120, { account, clips: 1, spacingMs: 1 });
		for (let rounds = 0; rounds < 4; rounds++) await workflow.poll();

		expect(delivered().sort()).toEqual(many.map(({ id }) => id).sort());
	}, 60_000);
});

it('A request that is posted and listed in another letter case starts the workflow once', async () => {
	listAs((entry) => ({ ...entry, requestId: (entry.requestId as string).toUpperCase() }));
	const workflow = await n8n.activate(spec());
	const { id } = seed();
	await n8n.deliver(workflow, completed(id));
	for (let rounds = 0; rounds < 2; rounds++) await workflow.poll();

	expect(delivered()).toEqual([id]);
});

it('A request that had finished before the activation is no news when it is changed afterwards', async () => {
	const old = seed({ newestAt: Date.now() - 2 * HOUR, tookMs: MINUTE });
	const workflow = await n8n.activate(spec());
	const fresh = seed();
	await workflow.poll();
	listAs((entry) =>
		entry.requestId === old.id
			? { ...entry, updatedAt: new Date(Date.now() + 1_000).toISOString() }
			: entry,
	);
	for (let rounds = 0; rounds < 2; rounds++) await workflow.poll();

	expect(delivered()).toEqual([fresh.id]);
});

describe('When a published workflow is published again', () => {
	const publishAgain = async (workflow: ActiveWorkflow, node: Partial<INode> = {}) => {
		await workflow.deactivate();
		const staticData = deepCopy(workflow.definition.staticData);
		return await n8n.activate({ ...spec(node), staticData }, 'update');
	};

	it('what finished since the last round comes', async () => {
		const workflow = await n8n.activate(spec());
		const missed = seed();
		await publishAgain(workflow);
		await n8n.idle();

		expect(delivered()).toEqual([missed.id]);
	});

	it('what finished comes to a trigger that got another name', async () => {
		const workflow = await n8n.activate(spec());
		const missed = seed();
		const renamed = await publishAgain(workflow, { name: 'Shorts Are Ready' });
		await n8n.idle();
		await renamed.poll();

		expect(delivered()).toEqual([missed.id]);
	});

	it('what finished while its trigger was disabled comes once it is enabled', async () => {
		const workflow = await n8n.activate(spec());
		await workflow.deactivate();
		const missed = seed();
		await publishAgain(workflow);
		await n8n.idle();

		expect(delivered()).toEqual([missed.id]);
	});

	it('a trigger begins that listened to its own requests before', async () => {
		const workflow = await n8n.activate(spec());
		const only = await publishAgain(workflow, { parameters: { listenTo: 'trigger' } });
		seed();
		const again = await publishAgain(only);
		const later = seed();
		await again.poll();

		expect(delivered()).toEqual([later.id]);
	});
});

it('A workflow that was unpublished begins anew when it is published', async () => {
	const workflow = await n8n.activate(spec());
	await workflow.deactivate();
	seed();
	const { staticData } = workflow.definition;
	const again = await n8n.activate({ ...spec(), staticData: deepCopy(staticData) });
	const later = seed();
	await again.poll();

	expect(delivered()).toEqual([later.id]);
});

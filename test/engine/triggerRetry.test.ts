import type { IDataObject } from 'n8n-workflow';
import type { WorkflowRun } from './support/engine';
import { completed } from './support/events';
import { startN8n, type ActiveWorkflow, type N8n } from './support/n8n';
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

const TAKEN: Array<[string, IDataObject]> = [
	['was posted', {}],
	['the account’s list showed', { listed: true }],
];

const begin = async (
	at: N8n,
	mode: 'retry' | 'webhook',
	{ definition }: ActiveWorkflow,
	event: IDataObject,
) => await at.start(definition, mode, TRIGGER, [[{ json: event }]]);

/** Retries of an execution whose event another one has delivered, by how the event had come. */
const late = new Map<string, WorkflowRun[]>();

/** All at once, for each of these retries waits 15 s for the other execution. */
beforeAll(async () => {
	const shared = await startN8n(s.host);
	await Promise.all(
		TAKEN.map(async ([what, how]) => {
			const workflow = await shared.activate(triggerSpec());
			const event = { ...completed(s.seed().id), ...how };
			await begin(shared, 'webhook', workflow, { ...event, start: 'one' });
			const runs: WorkflowRun[] = [];
			for (let tries = 0; tries < 2; tries++) {
				runs.push(await begin(shared, 'retry', workflow, { ...event, start: 'another' }));
			}
			late.set(what, runs);
		}),
	);
	await shared.close();
	expect(shared.failures).toEqual([]);
}, 60_000);

describe.each(TAKEN)('The retry of an execution that died after it took what %s', (what, how) => {
	it('delivers it, as often as the user retries', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const event: IDataObject = { ...completed(s.seed().id), ...how, start: 'the one that died' };
		for (const mode of ['webhook', 'retry', 'retry'] as const) {
			const run = await begin(n8n, mode, workflow, event);
			expect(run.json('After')[0]).toMatchObject({ requestId: event.requestId });
		}
	}, 30_000);

	it('yields nothing if another execution has delivered it', () => {
		expect(late.get(what)?.map((run) => run.ran('After'))).toEqual([false, false]);
	});
});

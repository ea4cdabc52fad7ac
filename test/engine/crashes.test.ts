import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { deduplicator } from './support/deduplication';
import { runSsemble, type Host, type WorkflowRun } from './support/engine';
import { createAndWait, create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

/** All that n8n keeps of an execution whose process died: what it started with. */
interface Workflow {
	run(items: IDataObject[], signal?: AbortSignal): Promise<WorkflowRun>;
	retryAfterCrash(items: IDataObject[], host?: Host): Promise<WorkflowRun>;
}

function workflowWith(parameters: INodeParameters): Workflow {
	const same = { workflow: { id: randomUUID() }, node: { id: randomUUID() } };
	return {
		run: async (items, signal) => await runSsemble(parameters, s.host, { ...same, items, signal }),
		retryAfterCrash: async (items, host = s.host) =>
			await runSsemble(parameters, host, { ...same, items, mode: 'retry' }),
	};
}

const ranged = { start: '={{ $json.start }}', end: '={{ $json.start + 600 }}' };
const items = (...starts: number[]) => starts.map((start) => ({ start }));
const made = (start: number) => s.sandbox.requests.filter((request) => request.start === start);
const idsIn = (run: WorkflowRun) => run.json('After').map(({ requestId }) => requestId);

describe('A retry of an execution whose process died', () => {
	it('submits nothing that the execution had submitted', async () => {
		const workflow = workflowWith(create(ranged));
		const before = await workflow.run(items(11, 12, 13));
		const again = await workflow.retryAfterCrash(items(11, 12, 13));

		expect(again.error).toBeUndefined();
		expect(idsIn(again)).toEqual(idsIn(before));
		expect([11, 12, 13].map((start) => made(start).length)).toEqual([1, 1, 1]);
	});

	it('submits what is missing', async () => {
		const workflow = workflowWith(create(ranged));
		const starts = Array.from({ length: 40 }, (_, index) => 100 + index);
		s.sandbox.settings.latencyMs = 100;
		const stop = new AbortController();
		const running = workflow.run(items(...starts), stop.signal);
		await s.sandbox.until(() => s.calls('POST /shorts/create').length >= 10);
		stop.abort();
		await running;
		s.sandbox.settings.latencyMs = 0;
		// What was on its way still arrives.
		await s.sandbox.until(() =>
			s.calls('POST /shorts/create').every(({ outcome }) => outcome !== 'open'),
		);
		expect(starts.filter((start) => made(start).length > 0).length).toBeLessThan(40);
		const again = await workflow.retryAfterCrash(items(...starts));

		expect(again.error).toBeUndefined();
		expect(again.json('After')).toHaveLength(40);
		expect(starts.map((start) => made(start).length)).toEqual(starts.map(() => 1));
	});

	it('goes on with the results of what Create and Wait had submitted', async () => {
		const workflow = workflowWith(
			createAndWait({
				...ranged,
				waitUsing: 'polling',
				waitOptions: { pollSeconds: 1 },
				outputAs: 'request',
			}),
		);
		const stop = new AbortController();
		const running = workflow.run(items(21, 22), stop.signal);
		await s.sandbox.until(() => s.calls('GET /shorts').length > 0);
		stop.abort();
		await running;
		for (const start of [21, 22]) s.sandbox.finish(made(start)[0]?.id ?? '', 'completed');
		const again = await workflow.retryAfterCrash(items(21, 22));

		expect(again.error).toBeUndefined();
		expect(idsIn(again)).toEqual([21, 22].map((start) => made(start)[0]?.id));
		expect([21, 22].map((start) => made(start).length)).toEqual([1, 1]);
	});

	it('submits nothing as long as the account cannot be read', async () => {
		const workflow = workflowWith(create(ranged));
		await workflow.run(items(31));
		s.sandbox.addFault({ path: '/shorts', effect: { kind: 'reset' }, times: Infinity });
		const again = await workflow.retryAfterCrash(items(31));

		expect(again.error?.message).toContain('not known');
		expect(again.error?.description).toContain('dashboard');
		expect(made(31)).toHaveLength(1);
	});

	it('leaves alone what other executions of the workflow have submitted', async () => {
		const workflow = workflowWith(create({ start: 41 }));
		const first = await workflow.run([{ n: 1 }]);
		const second = await workflow.run([{ n: 2 }]);
		const third = await workflow.run([{ n: 3 }]);
		expect((await workflow.retryAfterCrash([{ n: 2 }])).json('After')).toEqual([
			expect.objectContaining({ requestId: idsIn(second)[0] }),
		]);
		const fourth = await workflow.retryAfterCrash([{ n: 4 }]);

		const ids = [first, second, third, fourth].flatMap(idsIn);
		expect(new Set(ids).size).toBe(4);
		expect(made(41)).toHaveLength(4);
	});
});

it('A node whose n8n cannot record anything submits all the same, and tells so in the log', async () => {
	const workflow = workflowWith(create({ start: 61 }));
	deduplicator.isDown = true;
	const run = await workflow.run([{}]);
	deduplicator.isDown = false;

	expect(run.error).toBeUndefined();
	expect(idsIn(run)).toEqual([made(61)[0]?.id]);
	expect(run.everything).toContain('The database is down');
});

it('Videos that are submitted again on purpose are new requests', async () => {
	const workflow = workflowWith(create({ start: 51 }));
	await workflow.run([{}]);
	await workflow.run([{}]);

	expect(made(51)).toHaveLength(2);
});

import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runSsemble, type Host, type RunOptions, type WorkflowRun } from './support/engine';
import { create, createAndWait, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

type Run = (items: IDataObject[], options?: RunOptions & { host?: Host }) => Promise<WorkflowRun>;

/** The same workflow for several executions. */
function workflowWith(parameters: INodeParameters): Run {
	const same = { workflow: { id: randomUUID() }, node: { id: randomUUID() } };
	return async (items, { host = s.host, ...options } = {}) =>
		await runSsemble(parameters, host, { ...same, ...options, items });
}

const ranged = { start: '={{ $json.start }}', end: '={{ $json.start + 600 }}' };
const itemsOf = (...starts: number[]) => starts.map((start) => ({ start }));
const made = (start: number) => s.sandbox.requests.filter((request) => request.start === start);
const countsOf = (starts: number[]) => starts.map((start) => made(start).length);
const idsIn = (run: WorkflowRun) => run.json('After').map(({ requestId }) => requestId);
const refuse = (start: number) =>
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as { start: number }).start === start,
		effect: { kind: 'answer', status: 402, body: { error: { message: 'No credits left' } } },
	});

/** Runs a workflow until some of its calls were answered, and leaves it at that. */
async function cutOff(run: Run, items: IDataObject[], atCall: string, calls: number) {
	const stop = new AbortController();
	const running = run(items, { signal: stop.signal });
	await s.sandbox.until(() => s.calls(atCall).length >= calls);
	stop.abort();
	const ended = await running;
	await s.sandbox.until(() => s.sandbox.calls.every(({ outcome }) => outcome !== 'open'));
	return ended;
}

describe('A retry of an execution whose process died', () => {
	it('submits nothing that the execution had submitted', async () => {
		const before = await workflowWith(create(ranged))(itemsOf(11, 12, 13));
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(idsIn(again)).toEqual(idsIn(before));
		expect(countsOf([11, 12, 13])).toEqual([1, 1, 1]);
	});

	it('submits only what is new, if earlier nodes return more this time', async () => {
		const before = await workflowWith(create(ranged))(itemsOf(92, 93));
		const again = await before.retryAfterCrash(itemsOf(91, 92, 93));

		expect(idsIn(again).slice(1)).toEqual(idsIn(before));
		expect(countsOf([91, 92, 93])).toEqual([1, 1, 1]);
	});

	it('tells requests apart that differ in an option only', async () => {
		const captionLanguage = '={{ $json.language }}';
		const run = workflowWith(create({ start: 14, additionalOptions: { captionLanguage } }));
		const before = await run([{ language: 'fr' }, { language: 'es' }, { language: 'fr' }]);
		const again = await before.retryAfterCrash();

		expect(idsIn(again)).toEqual(idsIn(before));
		expect(countsOf([14])).toEqual([3]);
	});

	it('submits what is missing', async () => {
		const starts = Array.from({ length: 40 }, (_, index) => 100 + index);
		s.sandbox.settings.latencyMs = 100;
		const run = workflowWith(create(ranged));
		const before = await cutOff(run, itemsOf(...starts), 'POST /shorts/create', 10);
		s.sandbox.settings.latencyMs = 0;
		expect(starts.filter((start) => made(start).length > 0).length).toBeLessThan(40);
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(again.json('After')).toHaveLength(40);
		expect(countsOf(starts)).toEqual(starts.map(() => 1));
	});

	it('submits what Ssemble had turned down', async () => {
		refuse(17);
		const before = await workflowWith(create(ranged))(itemsOf(16, 17));
		expect(before.status).toBe('error');
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(idsIn(again)).toEqual([16, 17].map((start) => made(start)[0]?.id));
		expect(countsOf([16, 17])).toEqual([1, 1]);
	});

	it('goes on with the results of what Create and Wait had submitted', async () => {
		const polling = { waitOptions: { waitUsing: 'polling', pollSeconds: 1 }, outputAs: 'request' };
		const run = workflowWith(createAndWait({ ...ranged, ...polling }));
		const before = await cutOff(run, itemsOf(21, 22), 'GET /shorts', 1);
		for (const start of [21, 22]) s.sandbox.finish(made(start)[0]?.id ?? '', 'completed');
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(idsIn(again)).toEqual([21, 22].map((start) => made(start)[0]?.id));
		expect(countsOf([21, 22])).toEqual([1, 1]);
	});

	it('submits nothing as long as the account cannot be read', async () => {
		const before = await workflowWith(create(ranged))(itemsOf(31));
		s.sandbox.addFault({ path: '/shorts', effect: { kind: 'reset' }, times: Infinity });
		const again = await before.retryAfterCrash();

		expect(again.error?.message).toContain('not known');
		expect(again.error?.description).toContain('dashboard');
		expect(countsOf([31])).toEqual([1]);
	});

	it('finds out what was submitted when the account can be read again', async () => {
		const captionLanguage = '={{ $json.language }}';
		const run = workflowWith(create({ start: 35, additionalOptions: { captionLanguage } }));
		const before = await run([{ language: 'fr' }, { language: 'es' }]);
		await run([{ language: 'fr' }, { language: 'es' }]);
		s.sandbox.addFault({ path: '/shorts', effect: { kind: 'reset' }, times: Infinity });
		const failed = await before.retryAfterCrash();
		expect(failed.error?.message).toContain('not known');
		s.sandbox.clearFaults();
		const again = await failed.retry();

		expect(idsIn(again)).toEqual(idsIn(before));
		expect(countsOf([35])).toEqual([4]);
	});

	it('takes no request for its own that is older than the execution', async () => {
		s.seed({
			newestAt: Date.now() - 10_000,
			body: () => ({ url: VIDEO, start: 37, end: 600 }),
		});
		s.sandbox.addFault({ effect: { kind: 'reset' }, times: Infinity });
		const before = await workflowWith(create({ start: 37 }))([{}]);
		expect(before.error?.message).toContain('not known');
		s.sandbox.clearFaults();
		const again = await before.retryAfterCrash();

		expect(idsIn(again)).toEqual([made(37).at(-1)?.id]);
		expect(countsOf([37])).toEqual([2]);
	});

	it('takes a call for the list and one for each request that may be its own', async () => {
		const url = 'https://youtu.be/onlyOfThese';
		const before = await workflowWith(create({ ...ranged, url }))(itemsOf(32, 33, 34));
		s.sandbox.clearLogs();
		await before.retryAfterCrash();

		const routes = s.sandbox.calls.map(({ route }) => route);
		expect(routes).toEqual(['/shorts', '/shorts/:id', '/shorts/:id', '/shorts/:id']);
	});
});

describe('In n8n 1, which does not tell when an execution began,', () => {
	const host = () => ({ ...s.host, isVersion1: true });

	it('a retry submits nothing that the execution had submitted', async () => {
		const before = await workflowWith(create(ranged))(itemsOf(61, 62), { host: host() });
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(idsIn(again)).toEqual(idsIn(before));
		expect(countsOf([61, 62])).toEqual([1, 1]);
	});
});

it('Videos that are submitted again on purpose are new requests', async () => {
	const run = workflowWith(create({ start: 81 }));
	await run([{}]);
	await run([{}]);

	expect(countsOf([81])).toEqual([2]);
});

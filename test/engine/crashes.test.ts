import { idsOf } from './support/batch';
import { inCrashes, itemsOf, ranged } from './support/crashes';
import { create, createAndWait } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const { workflowWith, cutOff, made, countsOf } = inCrashes(s);

describe('A retry of an execution whose process died', () => {
	it('submits nothing that the execution had submitted', async () => {
		const before = await workflowWith(create(ranged))(itemsOf(11, 12, 13));
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(idsOf(again)).toEqual(idsOf(before));
		expect(countsOf([11, 12, 13])).toEqual([1, 1, 1]);
	});

	it('submits only what is new, if earlier nodes return more this time', async () => {
		const before = await workflowWith(create(ranged))(itemsOf(92, 93));
		const again = await before.retryAfterCrash(itemsOf(91, 92, 93));

		expect(idsOf(again).slice(1)).toEqual(idsOf(before));
		expect(countsOf([91, 92, 93])).toEqual([1, 1, 1]);
	});

	it('tells requests apart that differ in an option only', async () => {
		const captionLanguage = '={{ $json.language }}';
		const run = workflowWith(create({ start: 14, additionalOptions: { captionLanguage } }));
		const before = await run([{ language: 'fr' }, { language: 'es' }, { language: 'fr' }]);
		const again = await before.retryAfterCrash();

		expect(idsOf(again)).toEqual(idsOf(before));
		expect(countsOf([14])).toEqual([3]);
	});

	it('goes on with the results of what Create and Wait had submitted', async () => {
		const polling = { waitOptions: { waitUsing: 'polling', pollSeconds: 1 }, outputAs: 'request' };
		const run = workflowWith(createAndWait({ ...ranged, ...polling }));
		const before = await cutOff(run, itemsOf(21, 22), 'GET /shorts', 1);
		for (const start of [21, 22]) s.sandbox.finish(made(start)[0]?.id ?? '', 'completed');
		const again = await before.retryAfterCrash();

		expect(again.error).toBeUndefined();
		expect(idsOf(again)).toEqual([21, 22].map((start) => made(start)[0]?.id));
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

		expect(idsOf(again)).toEqual(idsOf(before));
		expect(countsOf([35])).toEqual([4]);
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
		expect(idsOf(again)).toEqual(idsOf(before));
		expect(countsOf([61, 62])).toEqual([1, 1]);
	});
});

it.each([
	['n8n 1', true, false, 71],
	['n8n 1, which saved when it began', true, true, 73],
	['n8n 2', false, true, 75],
])(
	'In %s, a retry of an execution that was stopped submits only what it had not',
	async (_, isVersion1, isContextSaved, start) => {
		const host = { ...s.host, isVersion1 };
		const starts = [start, start + 1];
		s.sandbox.addFault({
			method: 'POST',
			when: ({ body }) => (body as { start: number }).start === start + 1,
			effect: { kind: 'delay', ms: 1_000, taken: true },
		});
		s.sandbox.clearLogs();
		const run = workflowWith(create(ranged));
		const stopped = await cutOff(
			async (items, options) => await run(items, { ...options, host }),
			itemsOf(...starts),
			'POST /shorts/create',
			2,
		);
		expect(countsOf(starts)).toEqual([1, 1]);
		const again = await stopped.retryAfterStop(isContextSaved);

		expect(countsOf(starts)).toEqual([1, 1]);
		expect(idsOf(again)).toEqual(starts.map((one) => made(one)[0]?.id));
	},
);

it('Videos that are submitted again on purpose are new requests', async () => {
	const run = workflowWith(create({ start: 81 }));
	await run([{}]);
	await run([{}]);

	expect(countsOf([81])).toEqual([2]);
});

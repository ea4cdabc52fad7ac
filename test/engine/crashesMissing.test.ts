import { idsOf } from './support/batch';
import { inCrashes, itemsOf, ranged } from './support/crashes';
import { create, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const { workflowWith, cutOff, made, countsOf } = inCrashes(s);

const refuse = (start: number) =>
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as { start: number }).start === start,
		effect: { kind: 'answer', status: 402, body: { error: { message: 'No credits left' } } },
	});

describe('A retry of an execution whose process died', () => {
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
		expect(idsOf(again)).toEqual([16, 17].map((start) => made(start)[0]?.id));
		expect(countsOf([16, 17])).toEqual([1, 1]);
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

		expect(idsOf(again)).toEqual([made(37).at(-1)?.id]);
		expect(countsOf([37])).toEqual([2]);
	});
});

import { runSsemble, runWorkflow } from './support/engine';
import { create, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';
import { inSubmissions, submission } from './support/submission';

const s = useSandbox();
const { madeOf, sent, spoil } = inSubmissions(s);

describe('Requests of the same video and range', () => {
	it('that another node of the execution has just submitted are not taken for a lost one', async () => {
		const range = submission();
		s.sandbox.addFault({
			method: 'POST',
			skip: 1,
			effect: { kind: 'answer', status: 504, body: '<html>Timeout</html>' },
		});
		const node = { type: 'n8n-nodes-ssemble.ssemble', parameters: create(range) };
		const run = await runWorkflow(
			{
				nodes: [{ type: 'test.start' }, { ...node, name: 'First' }, { ...node, name: 'Second' }],
			},
			s.host,
		);

		expect(run.error).toBeUndefined();
		const ids = ['First', 'Second'].map((name) => run.json(name)[0]?.requestId);
		expect(madeOf(range).map(({ id }) => id)).toEqual(ids);
	}, 20_000);

	it('that another execution has just submitted are not taken for a lost one', async () => {
		const range = submission();
		spoil(range, { kind: 'reset' });
		const lost = runSsemble(create(range), s.host);
		await s.sandbox.until(() => sent(range).length === 1);
		// What Ssemble makes of a longer range if the video ends there looks the same.
		const other = await runSsemble(create({ ...range, end: range.end - 100 }), s.host);
		const run = await lost;

		expect(run.error).toBeUndefined();
		expect(sent(range)).toHaveLength(3);
		expect(madeOf(range).map(({ id, end }) => [id, end])).toEqual([
			[other.json('After')[0]?.requestId, range.end - 100],
			[run.json('After')[0]?.requestId, range.end],
		]);
	}, 30_000);

	it('that two executions submit at once are one each', async () => {
		const range = submission();
		spoil(range, { kind: 'reset', taken: true }, 2);
		const runs = await Promise.all([1, 2].map(async () => await runSsemble(create(range), s.host)));

		expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
		const ids = runs.map((run) => run.json('After')[0]?.requestId as string);
		expect(ids.sort()).toEqual(
			madeOf(range)
				.map(({ id }) => id)
				.sort(),
		);
		expect(sent(range)).toHaveLength(2);
	}, 30_000);

	it('are told apart: each lost one is found, no other one is taken for it', async () => {
		const range = submission();
		const body = { ...range, url: VIDEO };
		s.seed({ newestAt: Date.now() - 3_600_000, body: () => body });
		spoil(range, { kind: 'reset', taken: true }, 2);
		const run = await runSsemble(create(range), s.host, { items: [{}, {}, {}] });

		expect(run.error).toBeUndefined();
		const [old, ...fresh] = madeOf(range).map(({ id }) => id);
		expect(fresh).toHaveLength(3);
		const found = run.json('After').map(({ requestId }) => requestId);
		expect([...found].sort()).toEqual([...fresh].sort());
		expect(found).not.toContain(old);
	});
});

import { batch, idsOf, inBatches, parameters, refusal } from './support/batch';
import { connect, runWorkflow } from './support/engine';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const { submit, spoil, requestsOf } = inBatches(s);

describe('A retry by n8n', () => {
	const unreadable = () =>
		s.sandbox.addFault({ path: '/shorts', effect: { kind: 'reset' }, times: 3 });
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('first clears up what could not be cleared up before', async () => {
		const items = batch(3);
		spoil(items.slice(1, 2), { kind: 'reset', taken: true });
		unreadable();
		const { run, account } = await submit(items, { node });

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(100_000 - account.credits).toBe(3);
		expect(s.calls('POST /shorts/create')).toHaveLength(3);
	}, 20_000);

	it('by the user does, too', async () => {
		const items = batch(3);
		spoil(items.slice(1, 2), { kind: 'reset', taken: true });
		unreadable();
		const { run, account } = await submit(items);
		expect(run.error?.message).toContain('not known');
		const again = await run.retry();

		expect(again.error).toBeUndefined();
		expect(idsOf(again)).toEqual(requestsOf(items).flat());
		expect(100_000 - account.credits).toBe(3);
	}, 20_000);

	it.each([
		['n8n 1', true],
		['n8n 2', false],
	])('by the user in %s submits nothing that another retry has', async (_, isVersion1) => {
		const items = batch(3);
		spoil(items.slice(1, 2), refusal('Not now'), 1);
		const added = s.addAccount();
		const host = { ...added.host, isVersion1 };
		const { run, account } = await submit(items, {}, { ...added, host });
		expect(run.status).toBe('error');
		const first = await run.retry();
		const second = await run.retry();

		expect([first.error, second.error]).toEqual([undefined, undefined]);
		expect(idsOf(first)).toEqual(requestsOf(items).flat());
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(100_000 - account.credits).toBe(3);
	});

	it('submits identical items as often as they are there', async () => {
		const [item] = batch(1);
		const items = [item, item, item].map((one) => ({ start: one?.start ?? 0 }));
		spoil(items, refusal('Not now'), 1);
		const { run, account } = await submit(items, { node });

		expect(run.error).toBeUndefined();
		expect(new Set(idsOf(run)).size).toBe(3);
		expect(100_000 - account.credits).toBe(3);
	});
});

describe('Another run of the node in the same execution', () => {
	it('submits anew what an earlier one has submitted', async () => {
		const [item] = batch(1);
		const { host } = s.addAccount();
		const ssemble = (name: string) => ({ type: 'n8n-nodes-ssemble.ssemble', name, parameters });
		const run = await runWorkflow(
			{
				nodes: [
					{ type: 'test.start', name: 'Start' },
					{ type: 'test.noOp', name: 'A' },
					{ type: 'test.noOp', name: 'B' },
					ssemble('Ssemble'),
				],
				connections: {
					Start: {
						main: [
							[
								{ node: 'A', type: 'main', index: 0 },
								{ node: 'B', type: 'main', index: 0 },
							],
						],
					},
					...connect('A', 'Ssemble'),
					...connect('B', 'Ssemble'),
				},
			},
			host,
			{ items: [{ start: item?.start ?? 0 }] },
		);

		expect(run.error).toBeUndefined();
		expect(requestsOf([{ start: item?.start ?? 0 }]).flat()).toHaveLength(2);
	});
});

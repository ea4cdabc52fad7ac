import { setTimeout as realTime } from 'node:timers/promises';
import { runSsemble } from './support/engine';
import { create, getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

afterEach(() => jest.useRealTimers());

/** Waits for a run for which 50 times as much time passes as for the bytes that it sends and gets. */
async function inTimeLapse<Result>(run: Promise<Result>): Promise<Result> {
	const progress = { isOver: false };
	const ended = run.finally(() => {
		progress.isOver = true;
	});
	while (!progress.isOver) {
		await realTime(5);
		await jest.advanceTimersByTimeAsync(250);
	}
	return await ended;
}

describe('An answer that drips and never ends', () => {
	beforeEach(() => {
		jest.useFakeTimers({
			doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
		});
	});

	it('is given up, and the request that Ssemble took is found instead of paid twice', async () => {
		s.sandbox.addFault({ method: 'POST', effect: { kind: 'drip', everyMs: 1_000 } });
		const run = await inTimeLapse(runSsemble(create(), s.host));

		expect(run.error).toBeUndefined();
		expect(run.json('After')).toMatchObject([{ requestId: s.sandbox.requests.at(-1)?.id }]);
		expect(s.calls('POST /shorts/create')).toHaveLength(1);
	}, 30_000);

	it('is asked for again, and read then', async () => {
		const request = s.seed({ clips: 1 });
		s.sandbox.addFault({ effect: { kind: 'drip', everyMs: 1_000 }, times: 2 });
		const run = await inTimeLapse(runSsemble(getResults({ requestId: request.id }), s.host));

		expect(run.json('After')).toMatchObject([{ requestId: request.id }]);
		expect(s.calls('GET /shorts/:id')).toHaveLength(3);
	}, 30_000);

	it('is told of if it is always so', async () => {
		const request = s.seed();
		s.sandbox.addFault({ effect: { kind: 'drip', everyMs: 1_000 }, times: Infinity });
		const run = await inTimeLapse(runSsemble(getResults({ requestId: request.id }), s.host));

		expect(run.error?.message).toBe('Ssemble could not be reached');
		expect(run.error?.description).toContain('the answer came too slowly');
	}, 30_000);
});

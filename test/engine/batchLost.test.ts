import { batch, html, idsOf, inBatches, parameters } from './support/batch';
import { runSsemble } from './support/engine';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const { submit, spoil, requestsOf } = inBatches(s);

describe('A batch of which every answer gets lost', () => {
	it('is found with few calls, for an hour has only 100', async () => {
		const items = batch(20);
		spoil(items, { kind: 'reset', taken: true });
		const { run } = await submit(items);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(s.calls('POST /shorts/create')).toHaveLength(20);
		expect(s.calls('GET /shorts')).toHaveLength(1);
		expect(s.calls('GET /shorts/:id')).toHaveLength(20);
	});

	it('is sent again as a whole, once, if Ssemble took none of it', async () => {
		const items = batch(20);
		spoil(items, html);
		const { run, account } = await submit(items);

		expect(run.error).toBeUndefined();
		expect(100_000 - account.credits).toBe(20);
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
		expect(s.calls('POST /shorts/create')).toHaveLength(40);
		expect(s.calls('GET /shorts')).toHaveLength(4);
		expect(s.sandbox.maxInFlight).toBeLessThanOrEqual(10);
	}, 40_000);
});

describe('A range that ran past the end of the video', () => {
	it('is found by what is left of it, if the answer gets lost', async () => {
		const items = batch(3);
		const end = (items[0]?.start ?? 0) + 300;
		spoil(items, { kind: 'reset', taken: true });
		const run = await runSsemble(
			{ ...parameters, url: `https://www.youtube.com/watch?v=short&sandboxDuration=${end}` },
			s.addAccount().host,
			{ items },
		);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(requestsOf(items).flat());
	});

	it('is not mistaken for another submission of the same video', async () => {
		const [item] = batch(1);
		const start = item?.start ?? 0;
		// The first runs past the end; the second ends just there.
		const items = [
			{ start, end: start + 600 },
			{ start, end: start + 300 },
		];
		spoil([{ start }], { kind: 'reset', taken: true }, 2);
		const run = await runSsemble(
			create({
				url: `https://www.youtube.com/watch?v=short&sandboxDuration=${start + 300}`,
				start: '={{ $json.start }}',
				end: '={{ $json.end }}',
			}),
			s.addAccount().host,
			{ items },
		);

		expect(run.error).toBeUndefined();
		expect(new Set(idsOf(run)).size).toBe(2);
		expect(requestsOf([{ start }]).flat().sort()).toEqual(idsOf(run).sort());
	});
});

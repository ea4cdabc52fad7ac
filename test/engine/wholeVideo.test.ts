import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runSsemble } from './support/engine';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

/** A file whose address tells the sandbox how long the video is. */
const videoOf = (seconds: number) => `https://example.com/a.mp4?sandboxDuration=${seconds}`;

const whole = (more: INodeParameters = {}) =>
	create({
		videoSource: 'fileUrl',
		fileUrl: '={{ $json.video }}',
		videoRange: 'whole',
		...more,
	});

let before = 0;
beforeEach(() => {
	before = s.sandbox.requests.length;
});

/** The requests of this test. */
const made = () => s.sandbox.requests.slice(before);
const ranges = () => made().map(({ start, end }) => [start, end]);

/** The parts of a video, and how far the last one goes. */
function partsOf(seconds: number, credits: number): number[][] {
	const parts = Math.min(credits, Math.ceil(seconds / 1_200));
	return Array.from({ length: parts }, (_, part) => [
		part * 1_200,
		Math.min((part + 1) * 1_200, seconds),
	]);
}

it.each(
	[700, 1_200, 3_000, 18_000].flatMap((seconds) =>
		[1, 3, 20].map((maxCredits): [number, number] => [seconds, maxCredits]),
	),
)('A whole video of %d s for at most %d credits is covered', async (seconds, maxCredits) => {
	const run = await runSsemble(whole({ maxCredits }), s.host, {
		items: [{ video: videoOf(seconds) }],
	});

	expect(run.error).toBeUndefined();
	expect(ranges()).toEqual(partsOf(seconds, maxCredits));
	expect(run.json('After').map(({ requestId }) => requestId)).toEqual(made().map(({ id }) => id));
	const hints = run
		.hints('Ssemble')
		.map(({ message }) => message)
		.join(' ');
	if (maxCredits * 1_200 < seconds) expect(hints).toContain("'Max Credits'");
	else if (seconds !== maxCredits * 1_200) expect(hints).toBe('');
});

it('A range that is split past the end of the video ends with it', async () => {
	const run = await runSsemble(
		whole({
			videoRange: 'range',
			end: 10_800,
			additionalOptions: { splitLongRanges: true },
		}),
		s.host,
		{ items: [{ video: videoOf(2_000) }] },
	);

	expect(run.error).toBeUndefined();
	expect(ranges()).toEqual([
		[0, 1_200],
		[1_200, 2_000],
	]);
	expect(run.json('After')).toHaveLength(2);
});

it('A range behind the end of the video is refused', async () => {
	const run = await runSsemble(whole({ videoRange: 'range', start: 400, end: 900 }), s.host, {
		items: [{ video: videoOf(300) }],
	});

	expect(run.error?.message).toContain('past the end');
	expect(made()).toHaveLength(0);
});

it('A part whose answer is lost is found, and the video goes on after it', async () => {
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as IDataObject).start === 2_400,
		effect: { kind: 'reset', taken: true },
	});
	const run = await runSsemble(whole({ maxCredits: 20 }), s.host, {
		items: [{ video: videoOf(3_000) }],
	});

	expect(run.error).toBeUndefined();
	expect(ranges()).toEqual(partsOf(3_000, 20));
	expect(run.json('After')).toHaveLength(3);
});

it('Credits that run out at a later part are told, with the request that was made', async () => {
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as IDataObject).start === 1_200,
		effect: {
			kind: 'answer',
			status: 403,
			body: { error: { code: 'insufficient_credits', message: 'No credits left', details: null } },
		},
		times: Infinity,
	});
	const run = await runSsemble(whole(), s.host, { items: [{ video: videoOf(3_000) }] });

	expect(run.error?.message).toContain('No credits left');
	expect(run.error?.description).toContain(made()[0]?.id);
	expect(made()).toHaveLength(1);
});

it('However often it is retried, each part is submitted once, and looked for no further than it goes', async () => {
	s.sandbox.addFault({
		method: 'POST',
		when: ({ body }) => (body as IDataObject).start === 1_200,
		effect: { kind: 'answer', status: 402, body: { error: { message: 'No credits left' } } },
	});
	const run = await runSsemble(whole(), s.host, { items: [{ video: videoOf(3_001) }] });
	expect(run.error?.message).toContain('No credits left');
	s.sandbox.clearLogs();
	const first = await run.retry();
	expect(s.calls('GET /shorts')).toHaveLength(1);
	const second = await run.retry();

	expect(ranges()).toEqual(partsOf(3_001, 3));
	for (const retry of [first, second]) {
		expect(retry.error).toBeUndefined();
		expect(retry.json('After').map(({ requestId }) => requestId)).toEqual(
			made().map(({ id }) => id),
		);
	}
});

describe('A credit limit', () => {
	const limited = (creditLimit: number) =>
		whole({ maxCredits: 2, additionalOptions: { creditLimit } });
	const items = [{ video: videoOf(3_000) }, { video: videoOf(3_001) }];

	it('keeps everything from being submitted if the items ask for more', async () => {
		const run = await runSsemble(limited(3), s.host, { items });

		expect(run.error?.message).toContain("'Credit Limit' is 3");
		expect(run.error?.message).toContain('4 credits');
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('lets through what it allows', async () => {
		expect((await runSsemble(limited(4), s.host, { items })).error).toBeUndefined();
		expect(made()).toHaveLength(4);
	});
});

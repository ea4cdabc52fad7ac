import type { FaultEffect } from '../../sandbox';
import { runSsemble, type Host, type WorkflowRun } from './support/engine';
import { create, VIDEO } from './support/parameters';
import { showTime } from '../../nodes/Ssemble/submit/videoTime';
import { useSandbox } from './support/sandbox';
import { inSubmissions, submission, type Range } from './support/submission';

const s = useSandbox();
const { madeOf, sent, spoil } = inSubmissions(s);

const LOST: Array<[string, FaultEffect]> = [
	['the connection was reset', { kind: 'reset', taken: true }],
	['a proxy gave up', { kind: 'answer', status: 504, body: '<html>Timeout</html>', taken: true }],
	[
		'a proxy ran out of time',
		{ kind: 'answer', status: 408, body: '<html>Timeout</html>', taken: true },
	],
	['an internal error was reported', { kind: 'answer', status: 500, body: {}, taken: true }],
	['only half of the answer came', { kind: 'malformed' }],
	['the answer had no id', { kind: 'missingFields', fields: ['requestId'] }],
];

interface Outcome {
	run: WorkflowRun;
	range: Range;
	/** How often it was sent. */
	sent: number;
}

/** All cases run at once, for looking for a lost request takes seconds each time. */
const outcomes: Record<string, Outcome> = {};
const runCase = async (name: string, spoiled: (range: Range) => void, host: Host, count = 1) => {
	const range = submission();
	spoiled(range);
	const items = Array.from({ length: count }, () => ({}));
	const run = await runSsemble(create(range), host, { items });
	outcomes[name] = { run, range, sent: sent(range).length };
};
const outcomeOf = (name: string): Outcome => {
	const outcome = outcomes[name];
	if (!outcome) throw new Error(`There is no case "${name}"`);
	return outcome;
};

const NO_CREDITS = {
	error: { code: 'insufficient_credits', message: 'No credits', details: null },
};

/** An account whose list of requests stays empty for so many looks. */
const listBehind = (looks: number): Host => {
	const { account, host } = s.addAccount();
	s.sandbox.addFault({
		path: '/shorts',
		when: (call) => call.account === account.email,
		effect: {
			kind: 'answer',
			status: 200,
			body: { data: { requests: [], pagination: { page: 1, totalPages: 1 } } },
		},
		times: looks,
	});
	return host;
};

beforeAll(async () => {
	const blind = s.addAccount();
	s.sandbox.addFault({
		path: '/shorts',
		when: ({ account }) => account === blind.account.email,
		effect: { kind: 'reset' },
		times: Infinity,
	});

	const late = listBehind(2);
	const veryLate = listBehind(4);
	const lateForRepeat = listBehind(3);
	await Promise.all([
		runCase('list behind', (range) => spoil(range, { kind: 'reset', taken: true }), late),
		runCase(
			'repeat refused',
			(range) => {
				spoil(range, { kind: 'reset', taken: true });
				spoil(range, { kind: 'answer', status: 403, body: NO_CREDITS });
			},
			veryLate,
		),
		runCase('repeat taken', (range) => spoil(range, { kind: 'reset', taken: true }), lateForRepeat),
		...LOST.map(async ([what, effect]) => {
			await runCase(what, (range) => spoil(range, effect), s.host);
		}),
		// It looks at the video first, which takes longer than any other call.
		runCase('slow', (range) => spoil(range, { kind: 'delay', ms: 40_000, taken: true }), s.host),
		runCase('not taken', (range) => spoil(range, { kind: 'reset' }), s.host),
		runCase(
			'never taken',
			(range) => spoil(range, { kind: 'answer', status: 502, body: '<p>502</p>' }, Infinity),
			s.host,
		),
		runCase('unsettled', (range) => spoil(range, { kind: 'reset', taken: true }), blind.host),
		runCase(
			'several unsettled',
			(range) => {
				spoil(range, { kind: 'answer', status: 400, body: { error: { message: 'Not this one' } } });
				spoil(range, { kind: 'reset', taken: true }, 2);
			},
			blind.host,
			3,
		),
	]);
}, 120_000);

describe('When Ssemble took a submission, but', () => {
	it.each(LOST)('%s, its request is found and not paid for twice', (what) => {
		const { run, range } = outcomeOf(what);

		expect(run.error).toBeUndefined();
		const [request, ...more] = madeOf(range);
		expect(more).toEqual([]);
		expect(run.json('After')).toMatchObject([{ requestId: request?.id }]);
	});
});

it('An answer that takes 40 s is waited for', () => {
	const { run, range, sent: attempts } = outcomeOf('slow');

	expect(run.error).toBeUndefined();
	expect(attempts).toBe(1);
	expect(run.json('After')).toMatchObject([{ requestId: madeOf(range)[0]?.id }]);
});

describe('When the list of requests is behind', () => {
	it.each([
		['list behind', 1],
		['repeat refused', 2],
	])('the request is still found (%s)', (name, times) => {
		const { run, range, sent: attempts } = outcomeOf(name);

		expect(run.error).toBeUndefined();
		expect(attempts).toBe(times);
		expect(madeOf(range)).toHaveLength(1);
		expect(run.json('After')).toMatchObject([{ requestId: madeOf(range)[0]?.id }]);
	});
});

it('What was submitted again before the first request turned up is told, with the IDs of both', () => {
	const { run, range, sent: attempts } = outcomeOf('repeat taken');
	const [first, second, ...more] = madeOf(range).map(({ id }) => id);

	expect(run.error).toBeUndefined();
	expect(attempts).toBe(2);
	expect(more).toEqual([]);
	expect(run.json('After')).toMatchObject([{ requestId: second }]);
	const hints = run.hints('Ssemble').map(({ message }) => message);
	expect(hints).toHaveLength(1);
	expect(hints[0]).toContain('accepted item 0 twice');
	for (const id of [first, second]) expect(hints[0]).toContain(id);
});

describe('When Ssemble did not take a submission', () => {
	it('it is sent again, once it is known that there is no request', () => {
		const outcome = outcomeOf('not taken');
		const requests = madeOf(outcome.range);

		expect(outcome.run.error).toBeUndefined();
		expect(outcome.sent).toBe(2);
		expect(requests).toHaveLength(1);
		expect(outcome.run.json('After')).toMatchObject([{ requestId: requests[0]?.id }]);
	});

	it('it is not sent for ever', () => {
		const outcome = outcomeOf('never taken');

		expect(outcome.run.status).toBe('error');
		expect(outcome.sent).toBeLessThanOrEqual(3);
		expect(madeOf(outcome.range)).toEqual([]);
	});
});

describe('When it cannot be settled whether Ssemble took a submission', () => {
	it('the run says what to look for, and nothing is sent again', () => {
		const outcome = outcomeOf('unsettled');
		const { error } = outcome.run;

		expect(error).toMatchObject({ itemIndex: 0 });
		expect(error?.message).toContain('not known');
		const { start, end } = outcome.range;
		for (const text of ['dashboard', showTime(start), showTime(end), 'another credit']) {
			expect(error?.description).toContain(text);
		}
		expect(outcome.sent).toBe(1);
	});

	it('of several, all are named', () => {
		const { error } = outcomeOf('several unsettled').run;

		expect(error?.message).toBe('Not this one');
		const doubtful = [0, 1, 2].filter((item) => item !== error?.itemIndex);
		for (const item of doubtful) expect(error?.description).toContain(`item ${item} (${VIDEO}`);
		expect(error?.description).toContain('dashboard');
	});
});

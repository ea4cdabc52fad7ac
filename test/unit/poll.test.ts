import { pollDelay } from '../../nodes/Ssemble/wait/poll';

const MINUTE = 60_000;

describe('The time until the next round of polling', () => {
	it.each([
		['the API does not tell the allowance', undefined],
		['much is left', { callsLeft: 90, limit: 100, renewedIn: 50 * MINUTE }],
		['a quarter is left beside what is needed', { callsLeft: 27, limit: 100 }],
		['a high tier has used much of its allowance', { callsLeft: 600, limit: 2_000 }],
	])('is as wished if %s', (_, allowance) => {
		expect(pollDelay(30_000, 2, allowance)).toBe(30_000);
	});

	it('spreads what is left over the rest of the hour if it is little', () => {
		const allowance = { callsLeft: 22, limit: 100, renewedIn: 40 * MINUTE };
		expect(pollDelay(30_000, 2, allowance)).toBe(2 * MINUTE);
	});

	it('is never shorter than wished', () => {
		expect(pollDelay(30_000, 2, { callsLeft: 22, limit: 100, renewedIn: 1_000 })).toBe(30_000);
	});

	it('lasts until the allowance is renewed if nothing is left', () => {
		expect(pollDelay(30_000, 5, { callsLeft: 0, limit: 100, renewedIn: 7 * MINUTE })).toBe(
			7 * MINUTE,
		);
		expect(pollDelay(30_000, 5, { callsLeft: 0 })).toBe(60 * MINUTE);
	});
});

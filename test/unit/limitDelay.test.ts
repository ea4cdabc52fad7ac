import { readAllowance } from '../../nodes/Ssemble/api/rateLimit';
import { limitDelay } from '../../nodes/Ssemble/api/retry';

const DATE = 'Sat, 21 Nov 2026 12:00:00 GMT';
const limited = (headers: Record<string, string>) => ({ statusCode: 429, headers, body: {} });

it.each<[string, Record<string, string>, number | undefined]>([
	['is unknown without headers', {}, 1_000],
	['is unknown with an unreadable header', { 'x-ratelimit-reset': 'soon', date: DATE }, 1_000],
	[
		'is told by the server’s clock',
		{ 'x-ratelimit-reset': '2026-11-21T12:00:20.000Z', date: DATE },
		20_000,
	],
	[
		'is never shorter than between other attempts',
		{ 'x-ratelimit-reset': '2026-11-21T11:59:59.000Z', date: DATE },
		1_000,
	],
	['is told in seconds by Retry-After', { 'retry-after': '12', date: DATE }, 12_000],
	[
		'is told by the date in Retry-After',
		{ 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT', date: DATE },
		9_000,
	],
	['is told in seconds', { 'x-ratelimit-reset': '30', date: DATE }, 30_000],
	['is an hour, told in seconds', { 'x-ratelimit-reset': '3600', date: DATE }, undefined],
	['is just short enough', { 'x-ratelimit-reset': '2026-11-21T12:00:59.000Z', date: DATE }, 59_000],
	['is too long', { 'x-ratelimit-reset': '2026-11-21T12:01:00.000Z', date: DATE }, undefined],
	['is far too long', { 'x-ratelimit-reset': '2026-11-22T12:00:00.000Z', date: DATE }, undefined],
])('The wait for a rate limit %s', (_what, headers, delay) => {
	expect(limitDelay(limited(headers), 1_000)).toBe(delay);
});

it('The wait for a rate limit goes by this machine’s clock if the server tells no time', () => {
	const reset = new Date(Date.now() + 20_000).toISOString();
	const delay = limitDelay(limited({ 'x-ratelimit-reset': reset }), 1_000) ?? 0;

	expect(delay).toBeGreaterThan(19_000);
	expect(delay).toBeLessThanOrEqual(20_000);
});

it.each<[Record<string, string>, number | undefined]>([
	[{ 'x-ratelimit-remaining-hour': '90', 'x-ratelimit-remaining-day': '3' }, 3],
	[{ 'x-ratelimit-remaining-hour': '5', 'x-ratelimit-remaining-day': '700' }, 5],
	[{ 'x-ratelimit-remaining-day': '3' }, 3],
	[{}, undefined],
])(
	'The calls left are those of the hour or of the day, whichever are fewer: %j',
	(headers, left) => {
		expect(readAllowance(headers)?.callsLeft).toBe(left);
	},
);

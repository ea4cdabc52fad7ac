import fc from 'fast-check';
import { causeOf, connectionCode, isNotSent } from '../../nodes/Ssemble/api/errors';
import { withoutApiKey, withoutTokens } from '../../nodes/Ssemble/api/masked';

const KEY = 'sk_ssemble_0123456789abcdef0123456789abcdef';

describe('The API key is taken out of', () => {
	it.each([
		[`Bad key ${KEY}`, 'Bad key [API key]'],
		[`${KEY}, ${KEY}`, '[API key], [API key]'],
		['sk_ssemble_other-one_2', '[API key]'],
		['nothing', 'nothing'],
		['', ''],
	])('%p', (text, cleaned) => {
		expect(withoutApiKey(text, ` ${KEY} `)).toBe(cleaned);
		expect(withoutApiKey(text)).toBe(cleaned);
	});

	it('a text, even if the key does not look like one', () => {
		expect(withoutApiKey('Bad key my.own$key', 'my.own$key')).toBe('Bad key [API key]');
	});

	it.each([
		KEY.toUpperCase(),
		Buffer.from(KEY).toString('base64'),
		Buffer.from(KEY).toString('hex'),
		encodeURIComponent(KEY),
		Array.from(KEY).join(' '),
		Array.from(KEY, (character) => `&#${character.charCodeAt(0)};`).join(''),
		Array.from(KEY, (character) => `&#x${character.charCodeAt(0).toString(16)};`).join(''),
		KEY.slice(-20),
		KEY.slice(-8),
		`****${KEY.slice(-4)}`,
		`••••${KEY.slice(-6)}`,
	])('a text that shows it as %p', (form) => {
		expect(withoutApiKey(`Bad key ${form}.`, KEY)).toBe('Bad key [API key].');
	});

	it.each([[''], [' '], ['a'], [undefined]])('no text, if it is %p', (key) => {
		expect(withoutApiKey('a bad key', key)).toBe('a bad key');
	});

	it('any text around it', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (before, after) => {
				expect(withoutApiKey(`${before}${KEY}${after}`, KEY)).not.toContain(KEY);
			}),
		);
	});
});

it.each([
	['https://a.b/c?signature=abc&x=1', 'https://a.b/c?signature=***&x=1'],
	['https://a.b/c?x=1&token=abc', 'https://a.b/c?x=1&token=***'],
	['https%3A%2F%2Fa.b%2Fc%3Ftoken%3Dabc%26x%3D1', 'https%3A%2F%2Fa.b%2Fc%3Ftoken%3D***%26x%3D1'],
	['a.b/c?x=1\\u0026token=abc\\u0026y=1', 'a.b/c?x=1\\u0026token=***\\u0026y=1'],
	['a.b/c?x=1&amp;token=abc', 'a.b/c?x=1&amp;token=***'],
	['no "https://me:pw@a.b/c" here', 'no "https://***@a.b/c" here'],
	['https://me:p@w@a.b/c?x=1&token=abc', 'https://***@a.b/c?x=1&token=***'],
	['https%3A%2F%2Fme%3Apw%40a.b%2Fc', 'https%3A%2F%2F***@a.b%2Fc'],
	['https://a.b/c@d, me@a.b', 'https://a.b/c@d, me@a.b'],
	['https%3A%2F%2Fa.b%2Fc%40d', 'https%3A%2F%2Fa.b%2Fc%40d'],
])('What opens an address is taken out of %p', (text, cleaned) => {
	expect(withoutTokens(text)).toBe(cleaned);
});

describe('What a connection reported', () => {
	it.each<[unknown, string, string]>([
		[new Error('boom'), 'boom', ''],
		[
			Object.assign(new Error('connect ECONNREFUSED ::1:9'), { code: 'ECONNREFUSED' }),
			'connect ECONNREFUSED ::1:9',
			'ECONNREFUSED',
		],
		[
			Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
			'ECONNRESET (socket hang up)',
			'ECONNRESET',
		],
		[
			new Error('n8n’s words', {
				cause: Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
			}),
			'ECONNRESET (aborted)',
			'ECONNRESET',
		],
		[{ message: 'from another realm', code: 'EPIPE' }, 'EPIPE (from another realm)', 'EPIPE'],
		['a text', 'no answer', ''],
		[undefined, 'no answer', ''],
		[null, 'no answer', ''],
	])('is told (%#)', (error, cause, code) => {
		expect(causeOf(error)).toBe(cause);
		expect(connectionCode(error)).toBe(code);
	});
});

describe('A call of which the connection reported', () => {
	const report = (message: string, code?: string) => Object.assign(new Error(message), { code });
	/** As n8n wraps what its HTTP library wraps of what Node.js met at each of a host's addresses. */
	const wrapped = (...errors: Error[]) => {
		const joint = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
		return new Error('n8n’s words', {
			cause: Object.assign(report('', 'ETIMEDOUT'), { cause: joint }),
		});
	};

	it.each<[Error]>([
		[report('connect ECONNREFUSED 127.0.0.1:9', 'ECONNREFUSED')],
		[report('connect ETIMEDOUT 203.0.113.1:443', 'ETIMEDOUT')],
		[report('connect EHOSTUNREACH 203.0.113.1:443', 'EHOSTUNREACH')],
		[
			wrapped(
				report('connect ETIMEDOUT 203.0.113.1:443', 'ETIMEDOUT'),
				report('connect ENETUNREACH'),
			),
		],
		[report('getaddrinfo ENOTFOUND ssemble.invalid', 'ENOTFOUND')],
		[report('getaddrinfo EAI_AGAIN ssemble.invalid', 'EAI_AGAIN')],
		[report('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT')],
		[report('certificate has expired', 'CERT_HAS_EXPIRED')],
		[report('Hostname/IP does not match certificate', 'ERR_TLS_CERT_ALTNAME_INVALID')],
		[report('unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
		[report('write EPROTO 80:SSL routines:wrong version number', 'EPROTO')],
		[
			report(
				'Client network socket disconnected before secure TLS connection was established',
				'ECONNRESET',
			),
		],
		[report('The request was blocked because it resolves to a restricted IP address')],
	])('%s was not sent', (error) => {
		expect(isNotSent(causeOf(error))).toBe(true);
	});

	it.each<[Error]>([
		[report('socket hang up', 'ECONNRESET')],
		[report('read ECONNRESET', 'ECONNRESET')],
		[report('read ETIMEDOUT', 'ETIMEDOUT')],
		[report('write EPIPE', 'EPIPE')],
		[report('timeout of 120000ms exceeded', 'ECONNABORTED')],
		[report('the answer came too slowly')],
	])('%s may have been sent', (error) => {
		expect(isNotSent(causeOf(error))).toBe(false);
	});

	it('several time-outs is told by the first of them', () => {
		const error = wrapped(report('connect ETIMEDOUT 203.0.113.1:443', 'ETIMEDOUT'));
		expect(causeOf(error)).toBe('connect ETIMEDOUT 203.0.113.1:443');
		expect(connectionCode(error)).toBe('ETIMEDOUT');
	});
});

import {
	isLikelyUnset,
	isPrivate,
	publicBase,
	shownUrl,
	whyRefused,
} from '../../nodes/Ssemble/n8n/webhookUrls';

it.each([
	['https://n8n.example.com/webhook-waiting/42', 'https://n8n.example.com'],
	['https://n8n.example.com/webhook-waiting/42?signature=ab', 'https://n8n.example.com'],
	['http://localhost:5678/webhook-waiting/42', 'http://localhost:5678'],
	['https://example.com/tools/n8n/webhook-waiting/42', 'https://example.com/tools/n8n'],
	['https://example.com/my-waiting-endpoint/42', 'https://example.com'],
])('%s is below %s', (resumeUrl, base) => {
	expect(publicBase(resumeUrl)).toBe(base);
});

it.each([
	'http://localhost',
	'http://LOCALHOST:5678',
	'http://localhost.',
	'http://n8n.localhost',
	'http://127.0.0.1',
	'http://127.8.8.8',
	'http://0.0.0.0',
	'http://2130706433',
	'http://10.1.2.3',
	'http://172.16.0.1',
	'http://172.31.255.255',
	'http://192.168.1.1',
	'http://169.254.169.254',
	'http://[::1]:5678',
	'http://[fd00::1]',
	'http://[fe80::1]',
	'http://[::ffff:10.0.0.1]',
	'http://n8n:5678',
	'http://raspberry.local',
	'http://n8n.internal',
	'http://box.lan',
])('%s is private', (url) => {
	expect(isPrivate(url)).toBe(true);
	expect(whyRefused(`${url}/hook`, false)).toContain('internet');
	expect(whyRefused(`${url}/hook`, true)).toBeUndefined();
});

it.each([
	'https://n8n.example.com',
	'http://8.8.8.8',
	'http://172.15.0.1',
	'http://172.32.0.1',
	'http://192.169.0.1',
	'http://11.0.0.1',
	'http://[2606:4700::1111]',
	'https://localhost.example.com',
	'https://10.example.com',
])('%s is public', (url) => {
	expect(isPrivate(url)).toBe(false);
	expect(whyRefused(url, false)).toBeUndefined();
});

it.each([
	['', 'not a URL'],
	['example.com/hook', 'not a URL'],
	['ftp://example.com', 'http'],
	[`https://example.com/${'x'.repeat(2_048)}`, '2048'],
])('%p is refused', (url, why) => {
	expect(whyRefused(url, true)).toContain(why);
});

it.each([
	['https://user:pw@n8n.example.com/webhook', 'https://***@n8n.example.com/webhook'],
	['user:pw@n8n.example.com/webhook', '***@n8n.example.com/webhook'],
	['https://user:p@w@n8n.example.com/a', 'https://***@n8n.example.com/a'],
	['https://n8n.example.com/a@b', 'https://n8n.example.com/a@b'],
])('of %s, %s is shown', (url, shown) => {
	expect(shownUrl(url)).toBe(shown);
});

it.each([
	['https://n8n.example.com:5678/webhook', true],
	['http://n8n.example.com:5678/webhook', false],
	['https://n8n.example.com/webhook', false],
	['n8n.example.com:5678/webhook', false],
])('that %s comes of an unset WEBHOOK_URL is likely: %s', (url, expected) => {
	expect(isLikelyUnset(url)).toBe(expected);
});

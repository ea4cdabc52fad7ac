import {
	isLikelyUnset,
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

it('refuses a private address, unless the API is at one itself', () => {
	expect(whyRefused('http://10.0.0.1/hook', false)).toContain('internet');
	expect(whyRefused('http://10.0.0.1/hook', true)).toBeUndefined();
	expect(whyRefused('https://n8n.example.com', false)).toBeUndefined();
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

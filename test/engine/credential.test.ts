import { runSsemble, testCredential } from './support/engine';
import { create, createAndWait, getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const withCredential = (apiKey: string, baseUrl = s.sandbox.url) => ({
	credential: { apiKey, baseUrl },
});

describe('The test of a credential', () => {
	it('is one call that changes nothing', async () => {
		const run = await testCredential(s.host);

		expect(run.error).toBeUndefined();
		expect(s.sandbox.calls).toMatchObject([{ method: 'GET', path: '/templates', status: 200 }]);
	});

	it('does not pass with a key that Ssemble does not know', async () => {
		const run = await testCredential(withCredential(`sk_ssemble_${'u'.repeat(32)}`));

		expect(run.error).toMatchObject({ httpCode: '401' });
	});

	it('does not pass at a wrong base URL', async () => {
		const run = await testCredential(
			withCredential(s.sandbox.apiKey, `${s.sandbox.origin}/nothing`),
		);

		expect(run.status).toBe('error');
	});
});

describe('Harmless in a credential are', () => {
	it.each<[string, (key: string) => string]>([
		['spaces around the key', (key) => `  ${key} `],
		['line ends after the key', (key) => `${key}\r\n`],
		['tabs', (key) => `\t${key}`],
	])('%s', async (_what, paste) => {
		const host = withCredential(paste(s.sandbox.apiKey));
		const requestId = s.seed({ clips: 1 }).id;

		expect((await testCredential(host)).error).toBeUndefined();
		expect((await runSsemble(getResults({ requestId }), host)).error).toBeUndefined();
	});

	it.each<[string, (url: string) => string]>([
		['a slash after the base URL', (url) => `${url}/`],
		['several slashes', (url) => `${url}//`],
		['spaces around the base URL', (url) => ` ${url} `],
		['a slash and a space', (url) => `${url}/ `],
	])('%s', async (_what, paste) => {
		const host = withCredential(s.sandbox.apiKey, paste(s.sandbox.url));
		const requestId = s.seed({ clips: 1 }).id;

		expect((await testCredential(host)).error).toBeUndefined();
		expect((await runSsemble(getResults({ requestId }), host)).error).toBeUndefined();
	});
});

it('A node without a credential says so', async () => {
	const run = await runSsemble(getResults({ requestId: s.seed().id }), {});

	expect(run.error?.message).toMatch(/credentials/i);
	expect(s.sandbox.calls).toHaveLength(0);
});

it('A key that is another one for a later item is refused, before anything is submitted', async () => {
	const { account } = s.addAccount();
	const keys = `$json.n < 2 ? "${s.sandbox.apiKey}" : "${account.apiKey}"`;
	const host = withCredential(`={{ ${keys} }}`);
	const items = [{ n: 0 }, { n: 1 }, { n: 2 }];
	const run = await runSsemble(create(), host, { items });

	expect(run.error).toMatchObject({ itemIndex: 2 });
	expect(run.error?.message).toContain('not the same for all input items');
	expect(s.sandbox.calls).toEqual([]);
});

it('A key that is an expression with one value for all items is fine', async () => {
	const key = `={{ $json.n === 0 ? "" : " " }}${s.sandbox.apiKey}`;
	const run = await runSsemble(create(), withCredential(key), { items: [{ n: 0 }, { n: 1 }] });

	expect(run.error).toBeUndefined();
	expect(run.json('After')).toHaveLength(2);
});

describe('Where the key is an expression on the input item, Create and Wait', () => {
	const host = () => withCredential(`={{ $json.n === 0 ? "" : " " }}${s.sandbox.apiKey}`);

	it('asks Ssemble, because n8n could not read the key when Ssemble calls', async () => {
		const before = s.sandbox.requests.length;
		const waitOptions = { pollSeconds: 0.05 };
		const run = runSsemble(createAndWait({ waitOptions }), host(), { items: [{ n: 0 }] });
		await s.sandbox.until(() => s.sandbox.requests.length === before + 1);
		const request = s.sandbox.requests.at(-1);
		s.sandbox.finish(request?.id ?? '', 'completed');
		const result = await run;

		expect(request?.body.webhookUrl).toBeUndefined();
		expect(result.error).toBeUndefined();
		expect(result.json('Ssemble')[0]).toMatchObject({ requestId: request?.id });
	});

	it('refuses to be woken by Ssemble, before anything is submitted', async () => {
		const waitOptions = { waitUsing: 'webhook' };
		const run = await runSsemble(createAndWait({ waitOptions }), host(), { items: [{ n: 0 }] });

		expect(run.error?.message).toContain('expression on the input item');
		expect(run.error?.description).toContain("'Wait Using'");
		expect(s.sandbox.calls).toEqual([]);
	});
});

import type { World } from '../support';
import { manualTrigger, ssemble, workflow } from '../workflows';
import { useTestBrowser } from './testBrowser';

const UNKNOWN_KEY = `sk_ssemble_${'0'.repeat(32)}`;

describe("the credential's form", () => {
	const t = useTestBrowser();

	beforeEach(async () => {
		const credential = await t.world.credential();
		const { id } = await t.world.n8n.createWorkflow(
			workflow('Credential', [manualTrigger(), ssemble({}, { credential })]),
		);
		t.editor = await t.browser.openWorkflow(id);
		await t.editor.openNode('Ssemble');
		await t.editor.credential.createAnother();
	});

	afterEach(() => t.world.sandbox.clearFaults());

	const save = async (changes: Partial<World['credentialData']> = {}): Promise<void> => {
		const { apiKey, baseUrl } = { ...t.world.credentialData, ...changes };
		await t.editor.credential.fill('apiKey', apiKey);
		await t.editor.credential.fill('baseUrl', baseUrl);
		await t.editor.credential.save();
	};

	/** Waits until the form shows this reason for a test that was not passed. */
	const expectRefused = async (reason: string): Promise<void> => {
		await t.editor.credential.showWhyRefused();
		await t.editor.credential.form.getByText(reason).waitFor();
	};

	it('says where a key comes from and that a plan is needed', async () => {
		const { form } = t.editor.credential;
		await form.getByText('The API needs a plan').waitFor();
		const links = await form.locator('.notice a').all();
		expect(await Promise.all(links.map(async (link) => await link.getAttribute('href')))).toEqual([
			'https://app.ssemble.com/api-keys',
			'https://app.ssemble.com/pricing',
		]);
	});

	it('is tested when it is saved', async () => {
		const { credential } = t.editor;
		await save({ apiKey: UNKNOWN_KEY });
		await credential.form.getByText('Couldn’t connect with these settings').waitFor();

		await save({ apiKey: `  ${t.world.credentialData.apiKey} ` });
		await credential.form.waitFor({ state: 'hidden' });

		await credential.open();
		await credential.form.getByText('Connection tested successfully').waitFor();
	});

	it('says that Ssemble does not know a key', async () => {
		await save({ apiKey: UNKNOWN_KEY });
		await expectRefused(
			'Ssemble does not know this API key. Copy it again from app.ssemble.com/api-keys.',
		);
	});

	it('says that an account needs a plan', async () => {
		const body = { error: { code: 'subscription_required', message: 'No plan' } };
		t.world.sandbox.addFault({ path: '/templates', effect: { kind: 'answer', status: 403, body } });
		await save();
		await expectRefused('Choose a plan at app.ssemble.com/pricing, then try again.');
	});

	it('says that the base URL is wrong', async () => {
		await save({ baseUrl: `${t.world.sandbox.origin}/v1` });
		await expectRefused('There is no Ssemble API at this base URL.');
	});

	it('says that nothing listens at the base URL, in the words of n8n', async () => {
		await save({ baseUrl: 'http://127.0.0.1:9/api/v1' });
		await expectRefused('ECONNREFUSED');
	});
});

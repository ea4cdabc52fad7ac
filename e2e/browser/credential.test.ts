import { startWorld, type World } from '../support';
import { manualTrigger, ssemble, workflow } from '../workflows';
import type { Editor } from './editor';
import { OwnersBrowser } from './ownersBrowser';

const UNKNOWN_KEY = `sk_ssemble_${'0'.repeat(32)}`;

describe("the credential's form", () => {
	let world: World;
	let browser: OwnersBrowser;
	let editor: Editor;

	beforeAll(async () => {
		world = await startWorld();
		browser = await OwnersBrowser.open(world.n8n.url);
	});

	afterAll(async () => {
		await browser.close();
		await world.stop();
	});

	beforeEach(async () => {
		const credential = await world.credential();
		const { id } = await world.n8n.createWorkflow(
			workflow('Credential', [manualTrigger(), ssemble({}, { credential })]),
		);
		editor = await browser.openWorkflow(id);
		await editor.openNode('Ssemble');
		await editor.credential.createAnother();
	});

	afterEach(async () => {
		world.sandbox.clearFaults();
		await editor.close();
	});

	const save = async (changes: Partial<World['credentialData']> = {}): Promise<void> => {
		const { apiKey, baseUrl } = { ...world.credentialData, ...changes };
		await editor.credential.fill('apiKey', apiKey);
		await editor.credential.fill('baseUrl', baseUrl);
		await editor.credential.save();
	};

	/** Waits until the form shows this reason for a test that was not passed. */
	const expectRefused = async (reason: string): Promise<void> => {
		await editor.credential.showWhyRefused();
		await editor.credential.form.getByText(reason).waitFor();
	};

	it('says where a key comes from and that a plan is needed', async () => {
		const { form } = editor.credential;
		await form.getByText('The API needs a plan').waitFor();
		const links = await form.locator('.notice a').all();
		expect(await Promise.all(links.map(async (link) => await link.getAttribute('href')))).toEqual([
			'https://app.ssemble.com/api-keys',
			'https://app.ssemble.com/pricing',
		]);
	});

	it('is tested when it is saved', async () => {
		const { credential } = editor;
		await save({ apiKey: UNKNOWN_KEY });
		await credential.form.getByText('Couldn’t connect with these settings').waitFor();

		await save({ apiKey: `  ${world.credentialData.apiKey} ` });
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
		world.sandbox.addFault({ path: '/templates', effect: { kind: 'answer', status: 403, body } });
		await save();
		await expectRefused('Choose a plan at app.ssemble.com/pricing, then try again.');
	});

	it('says that the base URL is wrong', async () => {
		await save({ baseUrl: `${world.sandbox.origin}/v1` });
		await expectRefused('There is no Ssemble API at this base URL.');
	});

	it('says that nothing listens at the base URL, in the words of n8n', async () => {
		await save({ baseUrl: 'http://127.0.0.1:9/api/v1' });
		await expectRefused('ECONNREFUSED');
	});
});

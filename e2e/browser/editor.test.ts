import { startWorld, type World } from '../support';
import { manualTrigger, ssemble, ssembleTrigger, workflow } from '../workflows';
import type { Editor } from './editor';
import { OwnersBrowser } from './ownersBrowser';

const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** Milliseconds: "within seconds" of the click, on a machine that is busy with other tests. */
const SECONDS = 10_000;

describe('in the editor of a real n8n', () => {
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

	/** Opens a workflow with both nodes: the Ssemble node with these parameters, and a trigger. */
	const openBoth = async (parameters: Parameters<typeof ssemble>[0] = {}): Promise<void> => {
		const credential = await world.credential();
		const create = ssemble(
			{ resource: 'short', operation: 'create', url: VIDEO, end: 600, ...parameters },
			{ credential },
		);
		const { id } = await world.n8n.createWorkflow(
			workflow('Shorts', [manualTrigger(), create], [ssembleTrigger({}, { credential })]),
		);
		editor = await browser.openWorkflow(id);
	};

	afterEach(async () => await editor.close());

	it('shows the clips of the latest finished request when the trigger is tested', async () => {
		const [latest] = world.sandbox.seedRequests(1, { tookMs: 1_000 });
		await openBoth();
		await editor.openNode('Ssemble Trigger');

		const clicked = Date.now();
		await editor.executeStep();
		const rows = await editor.outputRows();
		expect(Date.now() - clicked).toBeLessThan(SECONDS);

		expect(rows).toHaveLength(world.sandbox.settings.clipsPerRequest);
		for (const row of rows) {
			expect(row).toMatchObject({ event: 'shorts.completed', requestId: latest?.id });
			expect(row.title).not.toBe('');
			expect(row.video_url).toMatch(/^http/);
		}
	});

	it('says at once why a test of the trigger cannot work', async () => {
		const { n8n, sandbox, credentialData } = world;
		const apiKey = `sk_ssemble_${'0'.repeat(32)}`;
		const credential = await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
		const { id } = await n8n.createWorkflow(
			workflow('Wrong key', [ssembleTrigger({}, { credential })]),
		);
		editor = await browser.openWorkflow(id);
		await editor.openNode('Ssemble Trigger');

		await editor.executeStep();
		await editor.page.getByText('Invalid or revoked API key').first().waitFor();
		expect(sandbox.calls.at(-1)).toMatchObject({ path: '/shorts', status: 401 });
	});

	it('submits a video, and returns its request', async () => {
		await openBoth();
		await editor.openNode('Ssemble');
		await editor.executeStep();

		const [row] = await editor.outputRows();
		const request = world.sandbox.requests.at(-1);
		expect(row).toMatchObject({ requestId: request?.id, status: 'queued', creditsUsed: '1' });
		expect(request?.body).toMatchObject({ url: VIDEO, start: 0, end: 600 });
	});

	it('names what is wrong with a parameter, and the remedy', async () => {
		await openBoth();
		await editor.openNode('Ssemble');
		await editor.fill('start', '700');
		const requests = world.sandbox.requests.length;
		await editor.executeStep();

		expect(await editor.shownError()).toEqual({
			message: "'End' is 10:00, which is not after 'Start', 11:40",
			description: "Set 'End' to a later moment of the video than 'Start'.",
		});
		expect((await editor.errorToasts()).join()).toContain("'End' is 10:00");
		expect(await editor.nodeIssues.count()).toBe(1);
		expect(world.sandbox.requests).toHaveLength(requests);
	});

	it("shows Ssemble's own words about a refused request, and the remedy", async () => {
		world.sandbox.addFault({
			path: '/shorts/create',
			times: 1,
			effect: {
				kind: 'answer',
				status: 402,
				body: { error: { code: 'insufficient_credits', message: 'Not enough credits' } },
			},
		});
		await openBoth();
		await editor.openNode('Ssemble');
		await editor.executeStep();

		const { message, description } = await editor.shownError();
		expect(message).toContain('Not enough credits');
		expect(description).toContain(
			'Add credits or choose a larger plan at https://app.ssemble.com/pricing',
		);
	});

	it('offers templates and music in lists that can be searched', async () => {
		await openBoth();
		await editor.openNode('Ssemble');

		await editor.addOption('Caption Template');
		const templates = await editor.openList('templateId');
		expect(await templates.count()).toBeGreaterThan(1);
		await editor.searchList('kara');
		await templates.filter({ hasText: 'Popline' }).waitFor({ state: 'hidden' });
		await templates.getByText('Karaoke', { exact: true }).click();
		expect(await editor.chosenInList('templateId')).toBe('Karaoke');

		await editor.addOption('Music');
		const tracks = await editor.openList('musicName');
		// The list shows how long a track is, which is no part of its name.
		const entry = (await tracks.last().innerText()).trim();
		const musicName = entry.replace(/ \([\d:]+\)$/, '');
		await tracks.last().click();
		expect(await editor.chosenInList('musicName')).toBe(entry);

		await editor.executeStep();
		await editor.outputRows();
		expect(world.sandbox.requests.at(-1)?.body).toMatchObject({ music: true, musicName });
	});

	it('shows the fields that a choice needs, and no others', async () => {
		await openBoth();
		await editor.openNode('Ssemble');

		await editor.choose('videoSource', 'Video File URL');
		await editor.parameter('fileUrl').waitFor();
		expect(await editor.parameter('url').count()).toBe(0);

		await editor.choose('notify', 'Another Workflow');
		await editor.panel.getByText('Workflow', { exact: true }).waitFor();
		await editor.choose('notify', 'A Custom URL');
		await editor.parameter('webhookUrl').waitFor();
		await editor.choose('notify', 'Nobody');
		await editor.parameter('webhookUrl').waitFor({ state: 'detached' });

		await editor.closeNode();
		await editor.openNode('Ssemble Trigger');
		expect(await editor.panel.getByText('Poll Times', { exact: true }).count()).toBe(0);
		await editor.choose('listenTo', 'All API Requests of the Account');
		await editor.panel.getByText('Poll Times', { exact: true }).waitFor();
	});

	it('says what a sleeping node waits for, and goes on by itself', async () => {
		const { sandbox } = world;
		const { processingMs } = sandbox.settings;
		sandbox.settings.processingMs = 'manual';
		try {
			await openBoth({ operation: 'createAndWait' });
			await editor.openNode('Ssemble');
			await editor.executeStep();
			await editor.panel.getByText('Ssemble is making the clips').first().waitFor();

			sandbox.finish(sandbox.requests.at(-1)?.id ?? '', 'completed');
			expect(await editor.outputRows()).toHaveLength(sandbox.settings.clipsPerRequest);
		} finally {
			sandbox.settings.processingMs = processingMs;
		}
	});
});

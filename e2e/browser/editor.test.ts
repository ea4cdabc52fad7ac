import { manualTrigger, ssemble, ssembleTrigger, workflow } from '../workflows';
import { useTestBrowser } from './testBrowser';

const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** Milliseconds: "within seconds" of the click, on a machine that is busy with other tests. */
const SECONDS = 10_000;

describe('in the editor of a real n8n', () => {
	const t = useTestBrowser();

	/** Opens a workflow with both nodes: the Ssemble node with these parameters, and a trigger. */
	const openBoth = async (parameters: Parameters<typeof ssemble>[0] = {}): Promise<void> => {
		const credential = await t.world.credential();
		const create = ssemble(
			{ resource: 'short', operation: 'create', url: VIDEO, end: 600, ...parameters },
			{ credential },
		);
		const { id } = await t.world.n8n.createWorkflow(
			workflow('Shorts', [manualTrigger(), create], [ssembleTrigger({}, { credential })]),
		);
		t.editor = await t.browser.openWorkflow(id);
	};

	it('shows the clips of the latest finished request when the trigger is tested', async () => {
		const [latest] = t.world.sandbox.seedRequests(1, { tookMs: 1_000 });
		await openBoth();
		await t.editor.openNode('Ssemble Trigger');

		const clicked = Date.now();
		await t.editor.executeStep();
		const rows = await t.editor.outputRows();
		expect(Date.now() - clicked).toBeLessThan(SECONDS);

		expect(rows).toHaveLength(t.world.sandbox.settings.clipsPerRequest);
		for (const row of rows) {
			expect(row).toMatchObject({ event: 'shorts.completed', requestId: latest?.id });
			expect(row.title).not.toBe('');
			expect(row.video_url).toMatch(/^http/);
		}
	});

	it('says at once why a test of the trigger cannot work', async () => {
		const { n8n, sandbox, credentialData } = t.world;
		const apiKey = `sk_ssemble_${'0'.repeat(32)}`;
		const credential = await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
		const { id } = await n8n.createWorkflow(
			workflow('Wrong key', [ssembleTrigger({}, { credential })]),
		);
		t.editor = await t.browser.openWorkflow(id);
		await t.editor.openNode('Ssemble Trigger');

		await t.editor.executeStep();
		await t.editor.page.getByText('Invalid or revoked API key').first().waitFor();
		expect(sandbox.calls.at(-1)).toMatchObject({ path: '/shorts', status: 401 });
	});

	it('submits a video, and returns its request', async () => {
		await openBoth();
		await t.editor.openNode('Ssemble');
		await t.editor.executeStep();

		const [row] = await t.editor.outputRows();
		const request = t.world.sandbox.requests.at(-1);
		expect(row).toMatchObject({ requestId: request?.id, status: 'queued', creditsUsed: '1' });
		expect(request?.body).toMatchObject({ url: VIDEO, start: 0, end: 600 });
	});

	it('names what is wrong with a parameter, and the remedy', async () => {
		await openBoth();
		await t.editor.openNode('Ssemble');
		await t.editor.fill('start', '700');
		const requests = t.world.sandbox.requests.length;
		await t.editor.executeStep();

		expect(await t.editor.shownError()).toEqual({
			message: "'End' is 10:00, which is not after 'Start', 11:40",
			description: "Set 'End' to a later moment of the video than 'Start'.",
		});
		await t.editor.errorToast("'End' is 10:00");
		expect(await t.editor.nodeIssues.count()).toBe(1);
		expect(t.world.sandbox.requests).toHaveLength(requests);
	});

	it("shows Ssemble's own words about a refused request, and the remedy", async () => {
		t.world.sandbox.addFault({
			path: '/shorts/create',
			times: 1,
			effect: {
				kind: 'answer',
				status: 402,
				body: { error: { code: 'insufficient_credits', message: 'Not enough credits' } },
			},
		});
		await openBoth();
		await t.editor.openNode('Ssemble');
		await t.editor.executeStep();

		const { message, description } = await t.editor.shownError();
		expect(message).toContain('Not enough credits');
		expect(description).toContain(
			'Add credits or choose a larger plan at https://app.ssemble.com/pricing',
		);
	});

	it('offers templates and music in lists that can be searched', async () => {
		await openBoth();
		await t.editor.openNode('Ssemble');

		await t.editor.addOption('Caption Template');
		const templates = await t.editor.openList('templateId');
		expect(await templates.count()).toBeGreaterThan(1);
		await t.editor.searchList('kara');
		await templates.filter({ hasText: 'Popline' }).waitFor({ state: 'hidden' });
		await templates.getByText('Karaoke', { exact: true }).click();
		expect(await t.editor.chosenInList('templateId')).toBe('Karaoke');

		await t.editor.addOption('Music');
		const tracks = await t.editor.openList('musicName');
		// The list shows how long a track is, which is no part of its name.
		const entry = (await tracks.last().innerText()).trim();
		const musicName = entry.replace(/ \([\d:]+\)$/, '');
		await tracks.last().click();
		expect(await t.editor.chosenInList('musicName')).toBe(entry);

		await t.editor.executeStep();
		await t.editor.outputRows();
		expect(t.world.sandbox.requests.at(-1)?.body).toMatchObject({ music: true, musicName });
	});

	it('shows the fields that a choice needs, and no others', async () => {
		await openBoth();
		await t.editor.openNode('Ssemble');

		await t.editor.choose('videoSource', 'Video File URL');
		await t.editor.parameter('fileUrl').waitFor();
		expect(await t.editor.parameter('url').count()).toBe(0);

		await t.editor.choose('notify', 'Another Workflow');
		await t.editor.panel.getByText('Workflow', { exact: true }).waitFor();
		await t.editor.choose('notify', 'A Custom URL');
		await t.editor.parameter('webhookUrl').waitFor();
		await t.editor.choose('notify', 'Nobody');
		await t.editor.parameter('webhookUrl').waitFor({ state: 'detached' });

		await t.editor.closeNode();
		await t.editor.openNode('Ssemble Trigger');
		expect(await t.editor.panel.getByText('Poll Times', { exact: true }).count()).toBe(0);
		await t.editor.choose('listenTo', 'All API Requests of the Account');
		await t.editor.panel.getByText('Poll Times', { exact: true }).waitFor();
	});

	it('says what a sleeping node waits for, and goes on by itself', async () => {
		const { sandbox } = t.world;
		const { processingMs } = sandbox.settings;
		sandbox.settings.processingMs = 'manual';
		try {
			await openBoth({ operation: 'createAndWait' });
			await t.editor.openNode('Ssemble');
			await t.editor.executeStep();
			await t.editor.panel.getByText('Ssemble is making the clips').first().waitFor();

			sandbox.finish(sandbox.requests.at(-1)?.id ?? '', 'completed');
			expect(await t.editor.outputRows()).toHaveLength(sandbox.settings.clipsPerRequest);
		} finally {
			sandbox.settings.processingMs = processingMs;
		}
	});
});

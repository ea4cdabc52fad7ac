import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../communityPackage';
import { startLocalWorld } from '../localWorld';
import { PUBLIC_URL, startWorld, type World } from '../support';
import type { Editor } from './editor';
import { OwnersBrowser } from './ownersBrowser';

const SECTION = 'Your first workflow in five minutes';
const STEPS = 6;
const NODE = 'Create shorts and wait for completion';
const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** The texts in bold type of each numbered step: what a reader looks for in the editor. */
const boldBySteps = async (): Promise<string[][]> => {
	const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');
	const section = readme.split(`## ${SECTION}\n`)[1]?.split('\n## ')[0] ?? '';
	const steps = section.split(/^\d+\. /m).slice(1);
	return steps.map((step) => [...step.matchAll(/\*\*([^*]+)\*\*/g)].map(([, bold]) => bold ?? ''));
};

/** Where people run n8n, and how Ssemble's events come to a node that waits there. */
const PLACES = [
	{
		place: 'on a computer without a public address',
		start: async () => await startLocalWorld({ processingMs: 500 }),
		calledBack: undefined,
	},
	{
		place: 'at a public address',
		start: async () =>
			await startWorld({
				withEditor: true,
				webhookUrl: PUBLIC_URL,
				sandbox: { processingMs: 500, allowLocalWebhooks: false },
			}),
		calledBack: expect.stringContaining(`${PUBLIC_URL}webhook-waiting/`) as string,
	},
];

describe.each(PLACES)("the README's first workflow, in an n8n $place", ({ start, calledBack }) => {
	let world: World;
	let browser: OwnersBrowser;
	let bold: string[][];

	beforeAll(async () => {
		bold = await boldBySteps();
		world = await start();
		browser = await OwnersBrowser.open(world.n8n.url);
	});

	afterAll(async () => {
		await browser.close();
		await world.stop();
	});

	afterEach(async () => {
		for (const { id } of await world.n8n.credentials()) {
			await world.n8n.request('DELETE', `/credentials/${id}`);
		}
	});

	/** A text of a step, which must be in bold type there: the test does what is written. */
	const written = (step: number, text: string): string => {
		expect(bold).toHaveLength(STEPS);
		expect(bold[step - 1]).toContain(text);
		return text;
	};

	/** The first three steps: from an empty canvas to a node with a new credential. */
	const addNode = async (): Promise<Editor> => {
		const editor = await browser.newWorkflow();
		const { page, pointer } = editor;
		await pointer.click(page.getByText(written(1, 'Add first step…')));
		const found = await editor.findInCreator('shorts');
		await pointer.click(found.getByText(written(1, 'Ssemble'), { exact: true }));
		await pointer.click(page.getByText(new RegExp(`^${written(2, 'Actions')} `)));
		await pointer.click(page.getByText(written(2, NODE)));
		await editor.panel.getByText(written(3, 'Credential'), { exact: true }).waitFor();
		await connect(editor);
		return editor;
	};

	const connect = async ({ credential, pointer }: Editor): Promise<void> => {
		const { apiKey, baseUrl } = world.credentialData;
		await credential.createFirst();
		await credential.fill('apiKey', apiKey);
		const { clicks } = pointer;
		await credential.fill('baseUrl', baseUrl);
		// Needed for the sandbox alone: Ssemble's own address is there already.
		pointer.clicks = clicks;
		await credential.save();
		await credential.form.waitFor({ state: 'hidden' });
	};

	/** Pastes the video's address, and runs the node when all looks well. */
	const run = async (editor: Editor, prepare?: () => Promise<void>): Promise<void> => {
		const labels = await editor.formLabels();
		expect(labels).toEqual(expect.arrayContaining(['Start', 'End']));
		expect(labels).toContain(written(4, 'YouTube URL'));
		await editor.fill('url', VIDEO);
		await prepare?.();
		expect(await editor.nodeIssues.count()).toBe(0);
		written(6, 'Execute step');
		await editor.executeStep();
	};

	const expectNoRed = async (editor: Editor): Promise<void> => {
		expect(await editor.errorToasts()).toEqual([]);
		expect(await editor.nodeIssues.count()).toBe(0);
		await editor.close();
	};

	it('leads to clips with ten clicks at most', async () => {
		const editor = await addNode();
		await run(editor);

		const rows = await editor.outputRows();
		expect(rows).toHaveLength(world.sandbox.settings.clipsPerRequest);
		for (const field of ['title', 'description', 'viral_score', 'video_url']) {
			for (const row of rows) expect(row[field]).toBeTruthy();
		}
		const { start, end, webhookUrl } = world.sandbox.requests.at(-1)?.body ?? {};
		expect({ start, end, webhookUrl }).toEqual({ start: 0, end: 600, webhookUrl: calledBack });
		expect(editor.pointer.clicks).toBeLessThanOrEqual(10);
		await expectNoRed(editor);
	});

	it('leads to clips with their files with twelve clicks at most', async () => {
		const editor = await addNode();
		await run(editor, async () => await editor.addOption(written(5, 'Download Videos')));

		expect(await editor.outputFiles()).toHaveLength(world.sandbox.settings.clipsPerRequest);
		expect(editor.pointer.clicks).toBeLessThanOrEqual(12);
		await expectNoRed(editor);
	});
});

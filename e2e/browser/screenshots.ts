import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { PROJECT } from '../communityPackage';
import { startWorld, type World } from '../support';
import { manualTrigger, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';
import { OwnersBrowser, type Editor, type Theme } from './editor';

const IMAGES = join(PROJECT, 'docs', 'images');
const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** A picture of the editor: how it comes about, and in which themes it is wanted. */
interface Picture {
	name: string;
	themes: Theme[];
	prepare: (editor: Editor) => Promise<void>;
}

const BOTH: Theme[] = ['light', 'dark'];

const pictures = ({ sandbox, credentialData }: World): Picture[] => [
	{
		name: 'create',
		themes: BOTH,
		prepare: async (editor) => {
			await editor.openNode('Create');
			await editor.executeStep();
			await editor.outputRows();
		},
	},
	{
		name: 'trigger',
		themes: BOTH,
		prepare: async (editor) => {
			await editor.openNode('Ssemble Trigger');
			await editor.executeStep();
			await editor.outputRows();
		},
	},
	{
		name: 'create-and-wait',
		themes: ['light'],
		prepare: async (editor) => {
			await editor.executeWorkflow('Start');
		},
	},
	{
		name: 'results',
		themes: ['light'],
		prepare: async (editor) => {
			await editor.openNode('Create and Wait');
			await editor.executeStep();
			await editor.outputRows();
		},
	},
	{
		name: 'error',
		themes: ['light'],
		prepare: async (editor) => {
			await editor.openNode('Create');
			await editor.fill('start', '700');
			await editor.executeStep();
			await editor.shownError();
		},
	},
	{
		name: 'credential',
		themes: ['light'],
		prepare: async (editor) => {
			await editor.openNode('Create');
			await editor.newCredential();
			await editor.fillCredential('apiKey', sandbox.apiKey);
			await editor.fillCredential('baseUrl', credentialData.baseUrl);
			await editor.saveCredential();
			await editor.credentialForm.waitFor({ state: 'hidden' });
			await editor.editCredential();
			await editor.credentialForm.getByText('Connection tested successfully').waitFor();
		},
	},
];

/** The workflow in which the pictures are taken. */
const makeWorkflow = async (world: World): Promise<string> => {
	const options = { credential: await world.credential() };
	const video: IDataObject = { resource: 'short', url: VIDEO, start: 0, end: 600 };
	const { id } = await world.n8n.createWorkflow(
		workflow(
			'Shorts from a long video',
			[
				manualTrigger('Start'),
				ssemble(
					{
						...video,
						operation: 'createAndWait',
						waitUsing: 'polling',
						waitOptions: { pollSeconds: 1 },
					},
					{ ...options, name: 'Create and Wait' },
				),
				noOp('Go on with each clip'),
			],
			[
				manualTrigger('Start 2'),
				ssemble({ ...video, operation: 'create' }, { ...options, name: 'Create' }),
			],
			[ssembleTrigger({}, options)],
		),
	);
	return id;
};

/** Takes one picture in one theme, in a tab of its own. */
const take = async (
	browser: OwnersBrowser,
	picture: Picture,
	theme: Theme,
	id: string,
): Promise<void> => {
	await browser.setTheme(theme);
	const editor = await browser.openWorkflow(id);
	try {
		await picture.prepare(editor);
		await editor.settle();
		const path = join(IMAGES, `${picture.name}${theme === 'dark' ? '-dark' : ''}.png`);
		await editor.page.screenshot({ path, scale: 'css', animations: 'disabled', caret: 'hide' });
		process.stdout.write(`${path}\n`);
	} finally {
		await editor.close();
	}
};

const main = async (): Promise<void> => {
	await mkdir(IMAGES, { recursive: true });
	const world = await startWorld({ sandbox: { processingMs: 1_000 } });
	const browser = await OwnersBrowser.open(world.n8n.url);
	try {
		world.sandbox.seedRequests(1, { tookMs: 600_000 });
		const only = process.argv.slice(2);
		const wanted = pictures(world).filter(({ name }) => only.length === 0 || only.includes(name));
		for (const picture of wanted) {
			for (const theme of picture.themes) {
				await take(browser, picture, theme, await makeWorkflow(world));
			}
		}
	} finally {
		await browser.close();
		await world.stop();
	}
};

main().catch((error: unknown) => {
	process.stderr.write(
		`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
	);
	process.exitCode = 1;
});

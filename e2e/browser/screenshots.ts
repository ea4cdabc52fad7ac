import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { DEFAULT_TEMPLATE } from '../../sandbox';
import { PROJECT } from '../communityPackage';
import { startWorld, type World } from '../support';
import { manualTrigger, noOp, ssemble, ssembleTrigger, workflow } from '../workflows';
import type { Editor } from './editor';
import { OwnersBrowser, type Theme } from './ownersBrowser';

const IMAGES = join(PROJECT, 'docs', 'images');
const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** The same address for the sandbox that `npm run sandbox` has. */
const SANDBOX_PORT = 4010;

const THEMES: Theme[] = ['light', 'dark'];

/** A picture of the editor: which nodes are in it, one behind the other, and how it comes about. */
interface Picture {
	name: string;
	nodes: INode[];
	prepare: (editor: Editor) => Promise<void>;
	/** The part of the window that is shown; all of it unless told. */
	part?: (editor: Editor) => Promise<Part>;
}

interface Part {
	x: number;
	y: number;
	width: number;
	height: number;
}

const video: IDataObject = { resource: 'short', url: VIDEO, start: 0, end: 600 };

/** Runs a node, and shows its items in the way that cuts nothing off. */
const showItems = async (editor: Editor, node: string): Promise<void> => {
	await editor.openNode(node);
	await editor.executeStep();
	await editor.outputRows();
	await editor.showAs('json');
};

const pictures = async (world: World): Promise<Picture[]> => {
	const { sandbox, credentialData } = world;
	const options = { credential: await world.credential() };
	const create = ssemble(
		{
			...video,
			operation: 'create',
			additionalOptions: {
				templateId: {
					__rl: true,
					mode: 'list',
					value: DEFAULT_TEMPLATE.templateId,
					cachedResultName: DEFAULT_TEMPLATE.displayName,
				},
				hookTitle: true,
			},
		},
		{ ...options, name: 'Create' },
	);
	const createAndWait = ssemble(
		{
			...video,
			operation: 'createAndWait',
			waitOptions: { waitUsing: 'polling', pollSeconds: 1 },
		},
		{ ...options, name: 'Create and Wait' },
	);
	const waiting = [manualTrigger(), createAndWait, noOp('Go on with each clip')];
	return [
		{
			name: 'create',
			nodes: [manualTrigger(), create],
			prepare: async (editor) => {
				await editor.openNode('Create');
			},
		},
		{
			name: 'trigger',
			nodes: [ssembleTrigger({}, options)],
			prepare: async (editor) => await showItems(editor, 'Ssemble Trigger'),
		},
		{
			name: 'create-and-wait',
			nodes: waiting,
			prepare: async (editor) => {
				await editor.executeWorkflow();
			},
		},
		{
			name: 'results',
			nodes: waiting,
			prepare: async (editor) => {
				await editor.openNode('Create and Wait');
				await editor.executeStep();
				await editor.outputRows();
				await editor.widenOutput(320);
			},
		},
		{
			name: 'error',
			nodes: [manualTrigger(), create],
			prepare: async (editor) => {
				await editor.openNode('Create');
				await editor.fill('start', '700');
				await editor.executeStep();
				await editor.shownError();
				await editor.message.waitFor();
			},
		},
		{
			name: 'credential',
			nodes: [manualTrigger(), create],
			prepare: async (editor) => {
				await editor.openNode('Create');
				await editor.credential.createAnother();
				await editor.credential.fill('apiKey', sandbox.apiKey);
				await editor.credential.fill('baseUrl', credentialData.baseUrl);
				await editor.credential.save();
				await editor.credential.form.waitFor({ state: 'hidden' });
				await editor.credential.open();
				await editor.credential.form.getByText('Connection tested successfully').waitFor();
			},
			// Below it is the address of the sandbox, which nobody should copy.
			part: async ({ credential }) => {
				const form = await boxOf(credential.form);
				const address = await boxOf(credential.form.getByText('Base URL'));
				return { ...form, height: address.y - form.y - 8 };
			},
		},
	];
};

const boxOf = async (locator: Locator): Promise<Part> => {
	const box = await locator.boundingBox();
	if (!box) throw new Error('It is not to be seen');
	return box;
};

/** Takes one picture in one theme, in a tab of its own. */
const take = async (
	{ n8n }: World,
	browser: OwnersBrowser,
	picture: Picture,
	theme: Theme,
): Promise<void> => {
	await browser.setTheme(theme);
	const { id } = await n8n.createWorkflow(workflow('Shorts from a long video', picture.nodes));
	const editor = await browser.openWorkflow(id);
	try {
		await picture.prepare(editor);
		await editor.settle();
		const path = join(IMAGES, `${picture.name}${theme === 'dark' ? '-dark' : ''}.png`);
		const clip = await picture.part?.(editor);
		await editor.page.screenshot({
			path,
			scale: 'css',
			animations: 'disabled',
			caret: 'hide',
			...(clip && { clip }),
		});
		process.stdout.write(`${path}\n`);
	} finally {
		await editor.close();
	}
};

const main = async (): Promise<void> => {
	await mkdir(IMAGES, { recursive: true });
	const world = await startWorld({
		withEditor: true,
		sandbox: { processingMs: 1_000, port: SANDBOX_PORT },
	});
	const browser = await OwnersBrowser.open(world.n8n.url);
	try {
		world.sandbox.seedRequests(1, { tookMs: 600_000 });
		const only = process.argv.slice(2);
		for (const picture of await pictures(world)) {
			if (only.length > 0 && !only.includes(picture.name)) continue;
			for (const theme of THEMES) await take(world, browser, picture, theme);
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

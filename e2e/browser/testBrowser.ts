import { startWorld, type World } from '../support';
import type { Editor } from './editor';
import { OwnersBrowser } from './ownersBrowser';

/** What a test file has: an n8n, its owner's browser, and the tab that the current test has opened. */
export interface TestBrowser {
	readonly world: World;
	readonly browser: OwnersBrowser;
	editor: Editor;
}

/** Starts an n8n and a browser for the tests of a `describe`, and closes each test's tab. */
export const useTestBrowser = (): TestBrowser => {
	let world: World;
	let browser: OwnersBrowser;
	let editor: Editor | undefined;

	beforeAll(async () => {
		world = await startWorld({ withEditor: true });
		browser = await OwnersBrowser.open(world.n8n.url);
	});

	afterEach(async () => {
		await editor?.close();
		editor = undefined;
	});

	afterAll(async () => {
		await browser.close();
		await world.stop();
	});

	return {
		get world() {
			return world;
		},
		get browser() {
			return browser;
		},
		get editor() {
			if (!editor) throw new Error('This test has opened no tab');
			return editor;
		},
		set editor(opened) {
			editor = opened;
		},
	};
};

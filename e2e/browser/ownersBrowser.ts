import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { OWNER } from '../n8nApi';
import { CHROMIUM } from './chromium';
import { Editor } from './editor';
import { WATCH_TOASTS } from './toasts';

/** Milliseconds for anything in the editor to appear: other tests may keep the machine busy. */
const APPEARS_WITHIN = 60_000;

/** Small enough for the pictures in the README, wide enough for all three panels of a node. */
const VIEWPORT = { width: 1280, height: 800 };

export type Theme = 'light' | 'dark';

/** A browser in which n8n's owner works. One sign-in serves all its editors: n8n allows few an hour. */
export class OwnersBrowser {
	private constructor(
		private readonly browser: Browser,
		private readonly context: BrowserContext,
		private readonly url: string,
	) {}

	/** @param url n8n's address, without a slash at the end */
	static async open(url: string): Promise<OwnersBrowser> {
		// Chromium's own sandbox does not work for root, who runs the tests in a container.
		const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
		const browser = await chromium.launch({ executablePath: CHROMIUM, args });
		try {
			const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
			context.setDefaultTimeout(APPEARS_WITHIN);
			await context.addInitScript({ content: WATCH_TOASTS });
			const { email, password } = OWNER;
			const response = await context.request.post(`${url}/rest/login`, {
				data: { emailOrLdapLoginId: email, password },
			});
			if (!response.ok()) throw new Error(`n8n refused the owner: ${await response.text()}`);
			return new OwnersBrowser(browser, context, url);
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	/** A tab with this workflow open in the editor. */
	async openWorkflow(id: string): Promise<Editor> {
		const editor = new Editor(await this.context.newPage(), this.url);
		await editor.open(id);
		return editor;
	}

	/** A tab with a workflow that is empty and not yet saved. */
	async newWorkflow(): Promise<Editor> {
		const editor = new Editor(await this.context.newPage(), this.url);
		await editor.page.goto(`${this.url}/workflow/new`);
		return editor;
	}

	/** Which theme n8n takes for all that is opened from now on; light unless set. */
	async setTheme(theme: Theme): Promise<void> {
		const content = `localStorage.setItem('N8N_THEME', '${theme}')`;
		await this.context.addInitScript({ content });
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}

import {
	chromium,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page,
} from 'playwright-core';
import { CHROMIUM } from './chromium';
import { OWNER } from '../n8nApi';
import { waitFor } from '../wait';

/** Milliseconds for anything in the editor to appear: other tests may keep the machine busy. */
const APPEARS_WITHIN = 60_000;

/** Small enough for the pictures in the README, wide enough for all three panels of a node. */
const VIEWPORT = { width: 1280, height: 800 };

export type Theme = 'light' | 'dark';

/** The three ways in which the editor shows a node's items. */
export type DisplayMode = 'schema' | 'table' | 'json';

/** What a node's error says in its output panel. */
export interface ShownError {
	message: string;
	/** What the user is advised to do; empty if there is no advice. */
	description: string;
}

/** n8n marks what a test may look for with `data-test-id`. */
const byId = (id: string): string => `[data-test-id="${id}"]`;

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

/** One tab with a workflow in n8n's editor, and the node that is open in it. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await this.canvas.waitFor();
		await this.page.locator(byId('canvas-node')).first().waitFor();
	}

	private get canvas(): Locator {
		return this.page.locator(byId('canvas-wrapper'));
	}

	/** A node on the canvas. */
	node(name: string): Locator {
		return this.page.locator(`${byId('canvas-node')}[data-node-name="${name}"]`);
	}

	/** The + behind a node that has no next one. */
	plusBehind(name: string): Locator {
		return this.node(name).locator(byId('canvas-handle-plus'));
	}

	/** Runs the workflow, and waits until it has come to its end; from this trigger, if one is named. */
	async executeWorkflow(trigger?: string): Promise<void> {
		if (trigger === undefined) {
			await this.page.locator(byId('execute-workflow-button')).click();
		} else {
			await this.node(trigger).hover();
			await this.page.locator(byId(`execute-workflow-button-${trigger}`)).click();
		}
		// With polling, a node waits half a minute between two looks.
		await this.page.getByText('Workflow executed successfully').waitFor({ timeout: 120_000 });
	}

	/** Opens the node creator and searches it; what it finds is added by a click on it. */
	async findInCreator(text: string): Promise<Locator> {
		const creator = this.page.locator(byId('node-creator'));
		if (!(await creator.isVisible())) {
			await this.page.locator(byId('node-creator-plus-button')).click();
		}
		await creator.locator(byId('node-creator-search-bar')).fill(text);
		return creator.locator(byId('node-creator-item-name'));
	}

	/** Opens a node's parameters and output. */
	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.panel.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.locator(byId('ndv-close-button')).click();
		await this.panel.waitFor({ state: 'hidden' });
	}

	/** The open node: input, parameters and output. */
	get panel(): Locator {
		return this.page.locator(byId('ndv'));
	}

	/** What the open node has given out, or why it has not. */
	get output(): Locator {
		return this.panel.locator(byId('output-panel'));
	}

	/** Presses the open node's "Execute step". */
	async executeStep(): Promise<void> {
		await this.panel.locator(byId('node-execute-button')).click();
	}

	/** Shows the items of the open node in another way. */
	async showAs(mode: DisplayMode): Promise<void> {
		await this.output.locator(byId(`radio-button-${mode}`)).click();
	}

	/** Waits for items, and gives the table of them: one record a row, with the column's name for each cell. */
	async outputRows(): Promise<Array<Record<string, string>>> {
		await this.output
			.locator(byId('ndv-items-count'))
			.or(this.output.locator('table'))
			.first()
			.waitFor();
		await this.showAs('table');
		const table = this.output.locator('table');
		await table.locator('tbody tr').first().waitFor();
		const columns = await table.locator('thead th').allInnerTexts();
		const rows = await table.locator('tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const cells = await row.locator('td').allInnerTexts();
				return Object.fromEntries(
					cells.map((text, index) => [columns[index]?.trim() ?? '', text.trim()] as const),
				);
			}),
		);
	}

	/** Waits until the open node shows why it could not do its work. */
	async shownError(): Promise<ShownError> {
		const message = this.output.locator(byId('node-error-message'));
		await message.waitFor();
		const description = this.output.locator(byId('node-error-description'));
		return {
			message: (await message.innerText()).trim(),
			description: (await description.count()) > 0 ? (await description.innerText()).trim() : '',
		};
	}

	/** The field of a parameter of the open node, by the parameter's name. */
	parameter(name: string): Locator {
		return this.panel.locator(byId(`parameter-input-${name}`));
	}

	/** Types a text or number into a parameter. */
	async fill(name: string, value: string): Promise<void> {
		const field = this.parameter(name).locator('input, textarea').first();
		await field.fill(value);
		await field.blur();
	}

	/** Chooses from a dropdown, by the text that stands there. */
	async choose(name: string, option: string): Promise<void> {
		await this.parameter(name).click();
		await this.page
			.locator('.el-select-dropdown__item:visible')
			.filter({ has: this.page.getByText(option, { exact: true }) })
			.click();
	}

	/** Adds one of the optional fields of the open node. */
	async addOption(name: string): Promise<void> {
		await this.panel.locator(byId('collection-parameter-add')).first().click();
		await this.page
			.locator(`${byId('collection-parameter-option')}:visible`)
			.getByText(name, { exact: true })
			.click();
	}

	/** Opens the list of a searchable dropdown. */
	async openList(name: string): Promise<Locator> {
		const field = this.panel.locator(byId(`resource-locator-${name}`));
		await field.locator(byId('rlc-input')).click();
		const entries = this.page.locator(`${byId('rlc-item')}:visible`);
		await entries.first().waitFor();
		return entries;
	}

	/** Types into the search of the list that is open. */
	async searchList(text: string): Promise<void> {
		await this.page.locator(`${byId('rlc-search')}:visible`).fill(text);
	}

	/** What stands in the field of a searchable dropdown. */
	async chosenInList(name: string): Promise<string> {
		const field = this.panel.locator(byId(`resource-locator-${name}`));
		return await field
			.locator(`input${byId('rlc-input')}, ${byId('rlc-input')} input`)
			.inputValue();
	}

	/** Chooses a credential for the open node, by its name. */
	async chooseCredential(name: string): Promise<void> {
		await this.panel.locator(byId('node-credentials-select')).click();
		await this.page.locator('.el-select-dropdown__item:visible').getByText(name).first().click();
	}

	/** Opens the form of a new credential from the open node. */
	async newCredential(): Promise<void> {
		await this.panel.locator(byId('node-credentials-select')).click();
		await this.page.locator(`${byId('node-credentials-select-item-new')}:visible`).click();
		await this.credentialForm.waitFor();
	}

	/** Opens the form of the open node's credential. */
	async editCredential(): Promise<void> {
		await this.panel.locator(byId('credential-edit-button')).click();
		await this.credentialForm.waitFor();
	}

	get credentialForm(): Locator {
		return this.page.locator(byId('editCredential-modal'));
	}

	/** Types into a field of the credential's form. */
	async fillCredential(name: string, value: string): Promise<void> {
		await this.credentialForm.locator(`${byId(`parameter-input-${name}`)} input`).fill(value);
	}

	/** Saves the credential, which n8n then tests: the form goes away, or says what is wrong. */
	async saveCredential(): Promise<void> {
		await this.credentialForm.locator(byId('credential-save-button')).click();
	}

	/** The message that has popped up in the corner; the first, if there are several. */
	get message(): Locator {
		return this.page.locator('.el-notification').first();
	}

	/** Takes away the messages that pop up, and the pointer from what it may explain. */
	async settle(): Promise<void> {
		const messages = this.page.locator('.el-notification');
		while ((await messages.count()) > 0) {
			const before = await messages.count();
			await messages.first().locator('.el-notification__closeBtn').click();
			await waitFor('a message to go', async () => (await messages.count()) < before);
		}
		await this.page.mouse.move(640, 12);
		await this.page.locator('[role="tooltip"]:visible').first().waitFor({ state: 'hidden' });
	}

	async close(): Promise<void> {
		await this.page.close();
	}
}

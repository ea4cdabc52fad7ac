import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../wait';
import { byId } from './byId';
import { CredentialForm } from './credentialForm';
import { Pointer } from './pointer';
import { ERROR_TOASTS } from './toasts';

/** The three ways in which the editor shows a node's items. */
export type DisplayMode = 'schema' | 'table' | 'json';

/** What a node's error says in its output panel. */
export interface ShownError {
	message: string;
	/** What the user is advised to do; empty if there is no advice. */
	description: string;
}

/** One tab with a workflow in n8n's editor, and the node that is open in it. */
export class Editor {
	readonly pointer = new Pointer();

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
			await this.pointer.click(this.page.locator(byId('execute-workflow-button')));
		} else {
			await this.node(trigger).hover();
			await this.pointer.click(this.page.locator(byId(`execute-workflow-button-${trigger}`)));
		}
		// With polling, a node waits half a minute between two looks.
		await this.page.getByText('Workflow executed successfully').waitFor({ timeout: 120_000 });
	}

	/** Opens the node creator and searches it; what it finds is added by a click on it. */
	async findInCreator(text: string): Promise<Locator> {
		const creator = this.page.locator(byId('node-creator'));
		if (!(await creator.isVisible())) {
			await this.pointer.click(this.page.locator(byId('node-creator-plus-button')));
		}
		await creator.locator(byId('node-creator-search-bar')).fill(text);
		return creator.locator(byId('node-creator-item-name'));
	}

	/** Opens a node's parameters and output. */
	async openNode(name: string): Promise<void> {
		await this.pointer.doubleClick(this.node(name));
		await this.panel.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.pointer.click(this.page.locator(byId('ndv-close-button')));
		await this.panel.waitFor({ state: 'hidden' });
	}

	/** The open node: input, parameters and output. */
	get panel(): Locator {
		return this.page.locator(byId('ndv'));
	}

	/** The credential of the open node. */
	get credential(): CredentialForm {
		return new CredentialForm(this.page, this.panel, this.pointer);
	}

	/** The labels and notices of the open node's form, as they follow each other. */
	async formLabels(): Promise<string[]> {
		const rows = this.panel.locator(byId('node-parameters')).locator('label, .notice');
		const texts = await rows.filter({ visible: true }).allInnerTexts();
		// A label's further lines are buttons that show under the pointer.
		return texts.map((text) => text.trim().split('\n')[0] ?? '');
	}

	/** What the open node has returned, or why it has not. */
	get output(): Locator {
		return this.panel.locator(byId('output-panel'));
	}

	/** Presses the open node's "Execute step". */
	async executeStep(): Promise<void> {
		await this.pointer.click(this.panel.locator(byId('node-execute-button')));
	}

	/** Shows the items of the open node in another way. */
	async showAs(mode: DisplayMode): Promise<void> {
		await this.output.locator(byId(`radio-button-${mode}`)).click();
	}

	/** Makes the panel of the output wider, by so many pixels. */
	async widenOutput(by: number): Promise<void> {
		const { mouse } = this.page;
		const handle = await this.page.locator(byId('panel-drag-button')).boundingBox();
		if (!handle) throw new Error('n8n has no handle between the panels');
		const at = { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 };
		await mouse.move(at.x, at.y);
		await mouse.down();
		await mouse.move(at.x - by, at.y, { steps: 10 });
		await mouse.up();
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

	/** Waits for items with files, and gives the names of those. */
	async outputFiles(): Promise<string[]> {
		const names = this.output.getByText(/\.mp4$/);
		await names.first().waitFor({ timeout: 120_000 });
		return await names.allInnerTexts();
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
		await this.pointer.click(field);
		await field.fill(value);
		await field.blur();
	}

	/** Chooses from a dropdown, by the text that stands there. */
	async choose(name: string, option: string): Promise<void> {
		await this.pointer.click(this.parameter(name));
		await this.pointer.click(
			this.page
				.locator('.el-select-dropdown__item:visible')
				.filter({ has: this.page.getByText(option, { exact: true }) }),
		);
	}

	/** Adds one of the optional fields of the open node. */
	async addOption(name: string): Promise<void> {
		await this.pointer.click(this.panel.locator(byId('collection-parameter-add')).first());
		await this.pointer.click(
			this.page
				.locator(`${byId('collection-parameter-option')}:visible`)
				.getByText(name, { exact: true }),
		);
	}

	/** Opens the list of a searchable dropdown. */
	async openList(name: string): Promise<Locator> {
		const field = this.panel.locator(byId(`resource-locator-${name}`));
		await this.pointer.click(field.locator(byId('rlc-input')));
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

	/** The message that has popped up in the corner; the first, if there are several. */
	get message(): Locator {
		return this.page.locator('.el-notification').first();
	}

	/** The red messages that have popped up so far. */
	async errorToasts(): Promise<string[]> {
		return await this.page.evaluate<string[]>(ERROR_TOASTS);
	}

	/** Waits for a red message with this text, which may be gone again. */
	async errorToast(text: string): Promise<void> {
		await waitFor(`the red message "${text}"`, async () =>
			(await this.errorToasts()).some((message) => message.includes(text)),
		);
	}

	/** The signs on the canvas that something is wrong with a node. */
	get nodeIssues(): Locator {
		return this.page.locator(byId('node-issues'));
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

import type { Locator, Page } from 'playwright-core';
import { byId } from './byId';
import type { Pointer } from './pointer';

/** The credential of the open node, and its form. */
export class CredentialForm {
	constructor(
		private readonly page: Page,
		private readonly panel: Locator,
		private readonly pointer: Pointer,
	) {}

	get form(): Locator {
		return this.page.locator(byId('editCredential-modal'));
	}

	/** Chooses a credential for the open node, by its name. */
	async choose(name: string): Promise<void> {
		await this.pointer.click(this.panel.locator(byId('node-credentials-select')));
		const choice = this.page.locator('.el-select-dropdown__item:visible').getByText(name).first();
		await this.pointer.click(choice);
	}

	/** Opens the form of the first credential of its type, for which n8n has a button. */
	async createFirst(): Promise<void> {
		await this.pointer.click(this.panel.getByText('Connect to Ssemble'));
		await this.form.waitFor();
	}

	/** Opens the form of a further credential. */
	async createAnother(): Promise<void> {
		await this.pointer.click(this.panel.locator(byId('node-credentials-select')));
		await this.pointer.click(
			this.page.locator(`${byId('node-credentials-select-item-new')}:visible`),
		);
		await this.form.waitFor();
	}

	/** Opens the form of the credential that is chosen. */
	async open(): Promise<void> {
		await this.pointer.click(this.panel.locator(byId('credential-edit-button')));
		await this.form.waitFor();
	}

	/** Types into a field. */
	async fill(name: string, value: string): Promise<void> {
		const field = this.form.locator(`${byId(`parameter-input-${name}`)} input`);
		await this.pointer.click(field);
		await field.fill(value);
	}

	/** Saves the credential, which n8n then tests: the form goes away, or says what is wrong. */
	async save(): Promise<void> {
		await this.pointer.click(this.form.locator(byId('credential-save-button')));
	}

	/** Waits until the form says that the test was not passed, and has it say why. */
	async showWhyRefused(): Promise<void> {
		await this.form.getByText('Couldn’t connect with these settings').waitFor();
		await this.pointer.click(this.form.getByText('More details'));
	}
}

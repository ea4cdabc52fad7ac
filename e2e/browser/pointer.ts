import type { Locator } from 'playwright-core';

/** The user's mouse, which counts how often it is pressed. */
export class Pointer {
	clicks = 0;

	async click(what: Locator): Promise<void> {
		this.clicks += 1;
		await what.click();
	}

	async doubleClick(what: Locator): Promise<void> {
		this.clicks += 2;
		await what.dblclick();
	}
}

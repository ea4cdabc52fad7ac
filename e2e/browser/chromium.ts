import { existsSync } from 'node:fs';
import { installDebianPackages } from '../debian';

/** The browser that shows the editor: Debian's, or the one that CHROMIUM_PATH names. */
export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Installs Debian's Chromium where there is none. */
export const ensureChromium = async (): Promise<void> => {
	if (!existsSync(CHROMIUM)) await installDebianPackages(['chromium']);
};

import { existsSync } from 'node:fs';
import { installDebianPackages } from '../debian';

/** Where Debian puts Chromium. */
const DEBIANS = '/usr/bin/chromium';

/** Where else Chromium and Chrome are found. */
const OTHERS = [
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that shows the editor: the one that CHROMIUM_PATH names, or the first that is there. */
export const CHROMIUM =
	process.env.CHROMIUM_PATH ?? [DEBIANS, ...OTHERS].find((place) => existsSync(place)) ?? DEBIANS;

/** Installs Debian's Chromium where there is none. */
export const ensureChromium = async (): Promise<void> => {
	if (!existsSync(CHROMIUM)) await installDebianPackages(['chromium']);
};

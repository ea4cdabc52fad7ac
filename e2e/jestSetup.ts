import { ensureChromium } from './browser/chromium';
import { preparePackage } from './communityPackage';
import { setUpN8n } from './setup';
import { takeTurn } from './turn';

/**
 * Once before all e2e tests: a browser and n8n are installed (the first time takes minutes, and
 * shows its progress), and the package is packed, so that no test has to wait for either.
 */
export default async (): Promise<void> => {
	await ensureChromium();
	await setUpN8n();
	await takeTurn();
	await preparePackage();
};

import { runCommand } from './command';

/**
 * Installs packages of Debian's, which takes root.
 *
 * @param packages what is missing
 */
export const installDebianPackages = async (packages: string[]): Promise<void> => {
	const names = packages.join(' ');
	if (process.getuid?.() !== 0) {
		throw new Error(`This needs ${names}. Install it first, e.g. sudo apt-get install ${names}`);
	}
	process.stderr.write(`Installing ${names} with apt-get, once.\n`);
	const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	await runCommand('apt-get', ['update', '-qq'], options);
	const flags = ['install', '-y', '-qq', '--no-install-recommends'];
	await runCommand('apt-get', [...flags, ...packages], options);
};

import { existsSync, readdirSync } from 'node:fs';
import { runCommand } from '../command';

/** Where Debian's packages put the servers. */
const REDIS = '/usr/bin/redis-server';
const POSTGRES = '/usr/lib/postgresql';

/** The servers that n8n's queue mode needs. */
export interface Servers {
	redis: string;
	/** The folder of PostgreSQL's programs. */
	postgres: string;
}

const find = (): Servers | undefined => {
	if (!existsSync(REDIS) || !existsSync(POSTGRES)) return undefined;
	const versions = readdirSync(POSTGRES).sort((a, b) => Number(b) - Number(a));
	const newest = versions.find((version) => existsSync(`${POSTGRES}/${version}/bin/initdb`));
	return newest === undefined ? undefined : { redis: REDIS, postgres: `${POSTGRES}/${newest}/bin` };
};

/** Finds Redis and PostgreSQL, and installs Debian's packages of them where they are missing. */
export const findServers = async (): Promise<Servers> => {
	const present = find();
	if (present !== undefined) return present;
	if (process.getuid?.() !== 0) {
		throw new Error('Install Redis and PostgreSQL first: apt-get install redis-server postgresql');
	}
	process.stderr.write('Installing redis-server and postgresql with apt-get, once.\n');
	const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	await runCommand('apt-get', ['update', '-qq'], options);
	await runCommand('apt-get', ['install', '-y', '-qq', 'redis-server', 'postgresql'], options);
	const installed = find();
	if (installed === undefined) throw new Error('apt-get has not brought Redis and PostgreSQL');
	return installed;
};

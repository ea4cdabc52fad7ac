import { existsSync, readdirSync } from 'node:fs';
import { installDebianPackages } from '../debian';

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
	await installDebianPackages(['redis-server', 'postgresql']);
	const installed = find();
	if (installed === undefined) throw new Error('apt-get has not brought Redis and PostgreSQL');
	return installed;
};

import { dependencies } from './package.json';

/** The version of n8n in e2e/package-lock.json, with which everything is tested unless told. */
export const LOCKED_VERSION = dependencies.n8n;

const named = process.env.N8N_VERSION;

/** The version of n8n that the variable N8N_VERSION asks for; undefined for the locked one. */
export const ASKED_VERSION = named === '' || named === LOCKED_VERSION ? undefined : named;

/** Whether its workflows can make data tables, as from n8n 2.3 on. */
export const CAN_MAKE_TABLES = !/^(1|2\.[0-2])\./.test(ASKED_VERSION ?? LOCKED_VERSION);

import { dependencies } from './package.json';

/** The version of n8n in e2e/package-lock.json, with which everything is tested unless told. */
export const LOCKED_VERSION = dependencies.n8n;

const named = process.env.N8N_VERSION;

/** The version of n8n that the variable N8N_VERSION asks for; undefined for the locked one. */
export const ASKED_VERSION = named === '' || named === LOCKED_VERSION ? undefined : named;

/** Whether that is n8n 1, which does not do all that n8n 2 does. */
export const IS_VERSION_1 = ASKED_VERSION?.startsWith('1.') === true;

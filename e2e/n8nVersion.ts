/** The version of n8n that the variable N8N_VERSION asks for; undefined for the one in e2e/package-lock.json. */
export const ASKED_VERSION = process.env.N8N_VERSION === '' ? undefined : process.env.N8N_VERSION;

/** Whether that is n8n 1, which does not do all that n8n 2 does. */
export const IS_VERSION_1 = ASKED_VERSION?.startsWith('1.') === true;

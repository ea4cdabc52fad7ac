import type { IExecuteFunctions } from 'n8n-workflow';
import { CALLS_AT_ONCE } from './items';
import { isJsonObject } from './json';
import { inParallel } from './parallel';

/** What a Ssemble Trigger is asked, and what it answers without starting an execution. */
const PROBE = { event: 'ssemble.probe' };
export const PROBE_ANSWER = { received: true, trigger: 'ssemble' };

/** n8n answers in milliseconds; an address that cannot be reached from here should not hold up a run. */
const TIMEOUT_MS = 5_000;

/** What is at an address: a Ssemble Trigger, certainly no webhook of n8n, or nobody knows. */
export type Found = 'noAnswer' | 'notRegistered' | 'trigger';

/** Whether what was posted to a trigger is the question below rather than an event. */
export function isProbe(body: unknown): boolean {
	return isJsonObject(body) && body.event === PROBE.event;
}

/**
 * Asks addresses, each once, whether a Ssemble Trigger is there. Never throws: n8n need not be able to reach
 * itself at its public address.
 */
export async function findTriggers(
	context: IExecuteFunctions,
	urls: string[],
): Promise<Map<string, Found>> {
	const distinct = [...new Set(urls)];
	const found = await inParallel(distinct, CALLS_AT_ONCE, async (url) => await ask(context, url));
	return new Map(distinct.map((url, index) => [url, found[index] ?? 'noAnswer']));
}

async function ask(context: IExecuteFunctions, url: string): Promise<Found> {
	try {
		const response: unknown = await context.helpers.httpRequest({
			method: 'POST',
			url,
			body: PROBE,
			json: true,
			timeout: TIMEOUT_MS,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		});
		return isJsonObject(response) ? read(response.statusCode, response.body) : 'noAnswer';
	} catch {
		return 'noAnswer';
	}
}

function read(status: unknown, body: unknown): Found {
	const isTrigger = isJsonObject(body) && body.trigger === PROBE_ANSWER.trigger;
	if (status === 200 && isTrigger) return 'trigger';
	return isNotRegistered(status, body) ? 'notRegistered' : 'noAnswer';
}

/** Whether n8n answers that it has no webhook at an address; another 404 may be a proxy's. */
export function isNotRegistered(status: unknown, body: unknown): boolean {
	if (status !== 404 || !isJsonObject(body)) return false;
	return typeof body.message === 'string' && /not registered/i.test(body.message);
}

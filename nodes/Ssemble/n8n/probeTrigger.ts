import type { IExecuteFunctions } from 'n8n-workflow';
import type { NodeContext } from './context';
import { CALLS_AT_ONCE } from './items';
import { isJsonObject } from './json';
import { inParallel } from './parallel';

/** What a Ssemble Trigger is asked, and what it answers without starting an execution. */
const PROBE = { event: 'ssemble.probe' };
export const PROBE_ANSWER = { received: true, trigger: 'ssemble' };

/** n8n answers in milliseconds; an address that cannot be reached from here should not hold up a run. */
const TIMEOUT_MS = 5_000;

/** What is at an address: a Ssemble Trigger, certainly no webhook of n8n, or nobody knows. */
type Found = 'noAnswer' | 'notRegistered' | 'trigger';

/** What came from an address, which may be anybody's. */
export interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

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
		const { statusCode, body } = await postTo(context, url, PROBE);
		const isTrigger = isJsonObject(body) && body.trigger === PROBE_ANSWER.trigger;
		if (statusCode === 200 && isTrigger) return 'trigger';
		return isNotRegistered(statusCode, body) ? 'notRegistered' : 'noAnswer';
	} catch {
		return 'noAnswer';
	}
}

/**
 * Posts to an address of this n8n, as Ssemble would, and gives up after 5 seconds.
 *
 * @returns the answer, whatever its status
 * @throws what the connection reports
 */
export async function postTo(context: NodeContext, url: string, body: object): Promise<Answer> {
	return (await context.helpers.httpRequest({
		method: 'POST',
		url,
		body,
		json: true,
		timeout: TIMEOUT_MS,
		// A login page that a redirect leads to would take the post for a visit.
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	})) as Answer;
}

/** Whether n8n answers that it has no webhook at an address; another 404 may be a proxy's. */
export function isNotRegistered(status: unknown, body: unknown): boolean {
	if (status !== 404 || !isJsonObject(body)) return false;
	return typeof body.message === 'string' && /not registered/i.test(body.message);
}

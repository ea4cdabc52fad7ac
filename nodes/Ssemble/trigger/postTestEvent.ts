import type { IHookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { causeOf, withoutApiKey, withoutTokens } from '../api/errors';
import type { ShortsEvent } from '../api/types';
import { asText, isJsonObject } from '../n8n/json';
import { shownUrl } from '../n8n/webhookUrls';
import { isReceived } from './receive';

/** How often, and after how many milliseconds each, the event is posted until n8n listens. */
const MOST_POSTS = 20;
const POST_EVERY_MS = 500;

/** Milliseconds for which a post waits for its answer. */
const TIMEOUT_MS = 5_000;

/** The longest part of an answer that is shown, in characters. */
const LONGEST_EXCERPT = 120;

interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * Posts an event to a test URL until the trigger has received it. It never throws: what comes instead of the
 * trigger's answer is told in n8n's log, while the editor keeps listening.
 */
export async function postTestEvent(
	context: IHookFunctions,
	url: string,
	event: ShortsEvent,
): Promise<void> {
	let outcome = '';
	for (let posts = 0; posts < MOST_POSTS; posts++) {
		await sleep(POST_EVERY_MS);
		try {
			const answer = await post(context, url, event);
			if (answer.statusCode === 200 && isReceived(answer.body)) return;
			outcome = `it answered ${told(answer)}`;
		} catch (caught) {
			outcome = `the connection reported ${causeOf(caught)}`;
		}
	}
	context.logger.warn(
		`Ssemble Trigger: the test event did not reach the test URL ${shownUrl(url)}: ${withoutTokens(withoutApiKey(outcome))}. This n8n must be able to post to that address without a login or redirect; check the environment variable WEBHOOK_URL of n8n, and what stands between n8n and that address.`,
	);
}

async function post(context: IHookFunctions, url: string, event: ShortsEvent): Promise<Answer> {
	return (await context.helpers.httpRequest({
		method: 'POST',
		url,
		body: event,
		json: true,
		timeout: TIMEOUT_MS,
		// A login page that a redirect leads to would take the event for a visit.
		disableFollowRedirect: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	})) as Answer;
}

/** What came instead of the trigger's answer, e.g. `302, a redirect to https://login.example.com`. */
function told({ statusCode, headers, body }: Answer): string {
	const location = asText(headers.location).replace(/[?#].*$/, '');
	if (location !== '') return `${statusCode}, a redirect to ${shownUrl(location)}`;
	const message = isJsonObject(body) ? (body.message ?? body) : body;
	const text = asText(message).replace(/\s+/g, ' ').slice(0, LONGEST_EXCERPT);
	return text === '' ? `${statusCode} with nothing` : `${statusCode} with "${text}"`;
}

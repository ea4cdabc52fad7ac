import type { IHookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { causeOf } from '../api/errors';
import { withoutApiKey, withoutTokens } from '../api/masked';
import type { ShortsEvent } from '../api/types';
import { asText, isJsonObject } from '../n8n/json';
import { isNotRegistered, postTo, type Answer } from '../n8n/probeTrigger';
import { repeatedly } from '../n8n/repeatedly';
import { shownUrl } from '../n8n/webhookUrls';
import { isReceived } from './receive';

/** How often, and after how many milliseconds each, the event is posted until n8n listens. */
const MOST_POSTS = 20;
const POST_EVERY_MS = 500;

/** The longest part of an answer that is shown, in characters. */
const LONGEST_EXCERPT = 120;

const CLEAR_THE_WAY =
	'This n8n must be able to post to that address without a login or redirect. Check the environment variable WEBHOOK_URL of n8n, and what stands between n8n and that address.';

const LISTEN_AGAIN = 'n8n was not waiting for a test event there any more. Start the test again.';

/** What became of a post that the trigger did not receive, and what to do about it. */
interface Outcome {
	told: string;
	remedy: string;
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
	await sleep(POST_EVERY_MS);
	const outcome = await repeatedly(
		context,
		async () => await postOnce(context, url, event),
		(latest, earlier) => (latest && earlier + 1 < MOST_POSTS ? POST_EVERY_MS : undefined),
	);
	if (!outcome) return;
	const told = withoutTokens(withoutApiKey(outcome.told));
	context.logger.warn(
		`Ssemble Trigger: the test event did not reach the test URL ${shownUrl(url)}: ${told}. ${outcome.remedy}`,
	);
}

/** @returns undefined if the trigger has received it */
async function postOnce(
	context: IHookFunctions,
	url: string,
	event: ShortsEvent,
): Promise<Outcome | undefined> {
	try {
		const answer = await postTo(context, url, event);
		const isDone = answer.statusCode === 200 && isReceived(answer.body);
		return isDone ? undefined : outcomeOf(answer);
	} catch (caught) {
		return { told: `the connection reported ${causeOf(caught)}`, remedy: CLEAR_THE_WAY };
	}
}

/** What came instead of the trigger's answer. */
function outcomeOf({ statusCode, headers, body }: Answer): Outcome {
	const location = asText(headers.location).replace(/[?#].*$/, '');
	if (location !== '') {
		const told = `it answered ${statusCode}, a redirect to ${shownUrl(location)}`;
		return { told, remedy: CLEAR_THE_WAY };
	}
	const text = asText(isJsonObject(body) ? (body.message ?? body) : body);
	const excerpt = text.replace(/\s+/g, ' ').slice(0, LONGEST_EXCERPT);
	const told = `it answered ${statusCode} with ${excerpt === '' ? 'nothing' : `"${excerpt}"`}`;
	return { told, remedy: isNotRegistered(statusCode, body) ? LISTEN_AGAIN : CLEAR_THE_WAY };
}

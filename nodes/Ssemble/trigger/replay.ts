import type { IHookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { ApiClient } from '../shared/client';
import { LISTS } from '../shared/endpoints';
import { asNodeError } from '../shared/items';
import { pages } from '../shared/paging';
import type { ShortsEvent, ShortsRequestSummary } from '../shared/types';
import { listedEvents } from './event';

/** How often, and after how many milliseconds each, the event is posted until n8n listens. */
const MOST_POSTS = 20;
const POST_EVERY_MS = 500;

/**
 * Posts the event of the account's latest finished request to the test URL, for Ssemble cannot send test
 * events. It never throws: what goes wrong is told in n8n's log, while the editor keeps listening.
 */
export async function replayLatestRequest(context: IHookFunctions): Promise<void> {
	try {
		const event = await latestEvent(context);
		if (!event) {
			context.logger.warn(
				'Ssemble Trigger: the account has no finished request yet that could be replayed for the test',
			);
			return;
		}
		await postUntilHeard(context, event);
	} catch (caught) {
		const { message } = asNodeError(context, caught);
		context.logger.warn(`Ssemble Trigger: no request could be replayed for the test: ${message}`);
	}
}

async function latestEvent(context: IHookFunctions): Promise<ShortsEvent | undefined> {
	const client = await ApiClient.connect(context);
	const selected = context.getNodeParameter('events') as string[];
	const query = { sortBy: 'updatedAt', sortOrder: 'desc' };
	for await (const page of pages<ShortsRequestSummary>(client, { ...LISTS.requests, query })) {
		const events = page.flatMap((summary) => listedEvents(summary));
		const latest = events.find(({ event }) => selected.includes(event));
		if (latest) return latest;
	}
	return undefined;
}

async function postUntilHeard(context: IHookFunctions, event: ShortsEvent): Promise<void> {
	for (let posts = 0; posts < MOST_POSTS; posts++) {
		await sleep(POST_EVERY_MS);
		if (await post(context, event)) return;
	}
	context.logger.warn(
		`Ssemble Trigger: the test URL ${context.getNodeWebhookUrl('default') ?? ''} did not take the replayed event`,
	);
}

async function post(context: IHookFunctions, event: ShortsEvent): Promise<boolean> {
	const response = (await context.helpers.httpRequest({
		method: 'POST',
		url: context.getNodeWebhookUrl('default') ?? '',
		body: event,
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	})) as { statusCode: number };
	return response.statusCode < 300;
}

import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { LISTS } from '../api/endpoints';
import { asNodeError } from '../n8n/items';
import { pages } from '../api/paging';
import { EVENT_STATUS } from '../api/parseEvent';
import type { ShortsEvent, ShortsEventName } from '../api/types';
import { listedEvents } from './event';

/** How often, and after how many milliseconds each, the event is posted until n8n listens. */
const MOST_POSTS = 20;
const POST_EVERY_MS = 500;

/**
 * Posts the event of the account's latest finished request to the test URL, for Ssemble cannot send test
 * events.
 *
 * @throws NodeApiError if Ssemble cannot be asked, NodeOperationError if there is no such request: the editor
 *   then shows why, rather than listening for what never comes
 */
export async function replayLatestRequest(context: IHookFunctions): Promise<void> {
	// Now, for n8n evaluates neither the URL nor the credential once the hook has returned.
	const url = context.getNodeWebhookUrl('default') ?? '';
	const event = await latestEvent(context);
	if (!event) {
		throw new NodeOperationError(
			context.getNode(),
			'This account has no finished request yet that a test could replay',
			{
				description:
					"Create shorts first and come back when they are ready, 5 to 30 minutes later. If there are some, look at 'Trigger On' and at the credential.",
			},
		);
	}
	// n8n listens only after the hook has returned.
	void postUntilHeard(context, url, event);
}

async function latestEvent(context: IHookFunctions): Promise<ShortsEvent | undefined> {
	const client = await ApiClient.connect(context);
	const selected = context.getNodeParameter('events') as ShortsEventName[];
	// With one event selected, the latest of its kind may be far down the list.
	const [only, ...others] = selected.map((event) => EVENT_STATUS[event]);
	const status = others.length === 0 ? only : undefined;
	const query = { status, sortBy: 'updatedAt', sortOrder: 'desc' };
	for await (const page of pages(client, { ...LISTS.requests, query })) {
		const events = page.flatMap((summary) => listedEvents(summary));
		const latest = events.find(({ event }) => selected.includes(event));
		if (latest) return latest;
	}
	return undefined;
}

/** It never throws: what goes wrong is told in n8n's log, while the editor keeps listening. */
async function postUntilHeard(
	context: IHookFunctions,
	url: string,
	event: ShortsEvent,
): Promise<void> {
	let reason = 'it is not known there';
	for (let posts = 0; posts < MOST_POSTS; posts++) {
		await sleep(POST_EVERY_MS);
		try {
			if (await post(context, url, event)) return;
		} catch (caught) {
			reason = asNodeError(context, caught).message;
		}
	}
	context.logger.warn(
		`Ssemble Trigger: the test URL ${url} did not take the replayed event: ${reason}`,
	);
}

async function post(context: IHookFunctions, url: string, event: ShortsEvent): Promise<boolean> {
	const response = (await context.helpers.httpRequest({
		method: 'POST',
		url,
		body: event,
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	})) as { statusCode: number };
	return response.statusCode < 300;
}

import type { IHookFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { LISTS } from '../api/endpoints';
import { pages } from '../api/paging';
import { EVENT_STATUS } from '../api/parseEvent';
import type { ShortsEvent, ShortsEventName } from '../api/types';
import { listedEvents } from './event';
import { postTestEvent } from './postTestEvent';
import { sampleEvent } from './sampleRequest';

/** The most pages of the account's list in which a finished request is looked for. */
const MOST_PAGES = 5;

/**
 * Posts the event of the account's latest finished request to the test URL, because Ssemble cannot send test
 * events. An account without one gets a sample.
 *
 * @throws NodeApiError if Ssemble cannot be asked: the editor then shows why, rather than waiting for what never
 *   comes
 */
export async function replayLatestRequest(
	context: IHookFunctions,
	client: ApiClient,
): Promise<void> {
	// Now, because n8n evaluates neither the URL nor the parameters once the hook has returned.
	const url = context.getNodeWebhookUrl('default') ?? '';
	const selected = context.getNodeParameter('events') as ShortsEventName[];
	const event = (await latestEvent(client, selected)) ?? sampleEvent(selected);
	// n8n listens only after the hook has returned.
	void postTestEvent(context, url, event);
}

async function latestEvent(
	client: ApiClient,
	selected: ShortsEventName[],
): Promise<ShortsEvent | undefined> {
	const [status, ...others] = selected.map((event) => EVENT_STATUS[event]);
	// With one event selected, the latest of its kind may be far down the list; but the API may know it by another word.
	const isOnly = others.length === 0;
	const found = isOnly ? await latestWith(client, selected, status) : undefined;
	return found ?? (await latestWith(client, selected));
}

async function latestWith(
	client: ApiClient,
	selected: ShortsEventName[],
	status?: string,
): Promise<ShortsEvent | undefined> {
	const query = { status, sortBy: 'updatedAt', sortOrder: 'desc' };
	let read = 0;
	for await (const page of pages(client, { ...LISTS.requests, query })) {
		const events = page.flatMap((summary) => listedEvents(summary));
		const latest = events.find(({ event }) => selected.includes(event));
		if (latest) return latest;
		if (++read === MOST_PAGES) break;
	}
	return undefined;
}

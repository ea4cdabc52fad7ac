import type { IExecuteFunctions, IHookFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { isPrivate } from '../n8n/privateAddress';
import { isLikelyUnset, shownUrl, triggerUrl, whyRefused } from '../n8n/webhookUrls';

const WHAT_TO_DO =
	"Set the environment variable WEBHOOK_URL of n8n to its public address. Until then, set 'Listen To' to 'All API Requests of the Account': that works without being reached.";

/** A hint, if Ssemble cannot reach the production URL of this execution's trigger, or probably not. */
export function unreachableHint(context: IExecuteFunctions, client: ApiClient): string[] {
	const url = triggerUrl(context);
	const why = whyUnreachable(url, client);
	return why === undefined
		? []
		: [`The address of this trigger, ${shownUrl(url)}, ${why}. ${WHAT_TO_DO}`];
}

/** Warns in n8n's log, if Ssemble cannot reach the URL of a trigger that is being activated, or probably not. */
export function warnIfUnreachable(context: IHookFunctions, client: ApiClient): void {
	const url = context.getNodeWebhookUrl('default') ?? '';
	const why = whyUnreachable(url, client);
	if (why === undefined) return;
	context.logger.warn(`Ssemble Trigger: the address ${shownUrl(url)} ${why}. ${WHAT_TO_DO}`);
}

/** As the end of a sentence that begins with the URL. */
function whyUnreachable(url: string, client: ApiClient): string | undefined {
	const refused = whyRefused(url, isPrivate(client.baseUrl));
	if (refused !== undefined || !isLikelyUnset(url)) return refused;
	return "probably cannot be reached by Ssemble, because n8n's own port rarely accepts https";
}

import type { IExecuteFunctions, IHookFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { isPrivate } from '../n8n/privateAddress';
import { shownUrl, triggerUrl, webhookBase, whyRefused } from '../n8n/webhookUrls';

const WHAT_TO_DO =
	"Set the environment variable WEBHOOK_URL of n8n to its public address. Until then, set 'Listen To' to 'All API Requests of the Account': that works without being reached.";

/** A hint, if Ssemble cannot reach the production URL of this execution's trigger. */
export function unreachableHint(context: IExecuteFunctions, client: ApiClient): string[] {
	const url = triggerUrl(webhookBase(context), context.getWorkflow().id ?? '');
	const refused = whyRefused(url, isPrivate(client.baseUrl));
	return refused === undefined
		? []
		: [`The address of this trigger, ${shownUrl(url)}, ${refused}. ${WHAT_TO_DO}`];
}

/** Warns in n8n's log, if Ssemble cannot reach the URL of a trigger that is being activated. */
export function warnIfUnreachable(context: IHookFunctions, client: ApiClient): void {
	const url = context.getNodeWebhookUrl('default') ?? '';
	const refused = whyRefused(url, isPrivate(client.baseUrl));
	if (refused === undefined) return;
	context.logger.warn(`Ssemble Trigger: the address ${shownUrl(url)} ${refused}. ${WHAT_TO_DO}`);
}

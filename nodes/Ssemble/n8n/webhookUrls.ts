import type { IExecuteFunctions } from 'n8n-workflow';
import { isJsonObject } from './json';
import { isPrivate } from './privateAddress';

/** The longest webhook URL that Ssemble takes, in characters (API documentation, POST /shorts/create). */
const LONGEST_URL = 2_048;

/** The production URL of the Ssemble Trigger in a workflow, by default in this one. */
export function triggerUrl(
	context: IExecuteFunctions,
	workflowId = context.getWorkflow().id ?? '',
): string {
	return `${webhookBase(context)}/ssemble/${workflowId}`;
}

/** The address below which n8n takes posts to production webhooks, e.g. "https://n8n.example.com/webhook". */
function webhookBase(context: IExecuteFunctions): string {
	// No part of n8n's interface, but the only place that knows N8N_ENDPOINT_WEBHOOK.
	const { additionalData } = context as unknown as { additionalData?: unknown };
	const base = isJsonObject(additionalData) ? additionalData.webhookBaseUrl : undefined;
	return typeof base === 'string' && base !== ''
		? base.replace(/\/+$/, '')
		: `${publicBase(resumeUrl(context))}/webhook`;
}

/**
 * The address that n8n gives to webhooks from outside, e.g. "https://n8n.example.com", as far as a resume URL
 * tells.
 *
 * @param url an execution's resume URL: `<public base>/webhook-waiting/<execution id>?…`
 */
export function publicBase(url: string): string {
	return url.replace(/[?#].*$/, '').replace(/\/[^/]*\/[^/]*$/, '');
}

/** A URL as it may be shown: without a name and password in front of the host. */
export function shownUrl(url: string): string {
	return url.replace(/^([a-z][\w+.-]*:\/\/)?[^/?#]*@/i, '$1***@');
}

/** Whether a URL looks as n8n makes it up where WEBHOOK_URL is not set: https at the port that n8n listens on. */
export function isLikelyUnset(url: string): boolean {
	return URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).port === '5678';
}

/**
 * Why Ssemble would refuse to send events to a URL, as the end of a sentence that begins with the URL;
 * undefined if it would not.
 *
 * @param allowPrivate whether private addresses are fine, because the API itself is at one (a sandbox)
 */
export function whyRefused(webhookUrl: string, allowPrivate: boolean): string | undefined {
	if (!URL.canParse(webhookUrl)) return 'is not a URL';
	if (webhookUrl.length > LONGEST_URL) return `is longer than ${LONGEST_URL} characters`;
	if (!/^https?:$/.test(new URL(webhookUrl).protocol)) {
		return 'does not start with http:// or https://';
	}
	if (!allowPrivate && isPrivate(webhookUrl)) return 'cannot be reached from the internet';
	return undefined;
}

/**
 * The URL at which n8n resumes the current execution once it waits; signed by n8n where its version does so.
 */
export function resumeUrl(context: IExecuteFunctions): string {
	const proxy = context.getWorkflowDataProxy(0) as unknown as { $execution: { resumeUrl: string } };
	return proxy.$execution.resumeUrl;
}

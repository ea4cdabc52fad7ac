import type { IExecuteFunctions } from 'n8n-workflow';

/** The longest webhook URL that Ssemble takes, in characters (API documentation, POST /shorts/create). */
const LONGEST_URL = 2_048;

/** Hosts that Ssemble refuses by its documentation, and others that no server outside can reach either. */
const PRIVATE_HOSTS = [
	/^localhost$/,
	/\.(localhost|local|internal|lan|home\.arpa)$/,
	/^(0|10|127)\.\d+\.\d+\.\d+$/,
	/^169\.254\.\d+\.\d+$/,
	/^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/,
	/^192\.168\.\d+\.\d+$/,
	/^\[(::1?|f[cd].*|fe[89ab].*|::ffff:.*)\]$/,
	// A bare name, such as a container's, is known only inside its own network.
	/^[^.:[\]]+$/,
];

/**
 * The address that n8n gives to webhooks from outside, e.g. "https://n8n.example.com".
 *
 * @param resumeUrl an execution's resume URL: `<webhook base>/webhook-waiting/<execution id>?…`
 */
export function webhookBase(resumeUrl: string): string {
	const url = new URL(resumeUrl);
	const path = url.pathname.split('/').slice(0, -2).join('/');
	return `${url.origin}${path}`;
}

/**
 * The production URL of the Ssemble Trigger in a workflow.
 *
 * @param base as `webhookBase` gives it
 */
export function triggerUrl(base: string, workflowId: string): string {
	return `${base}/webhook/ssemble/${workflowId}`;
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

/** Whether a URL's host is this machine or in a private network. */
export function isPrivate(url: string): boolean {
	const host = new URL(url).hostname.toLowerCase().replace(/\.$/, '');
	return PRIVATE_HOSTS.some((pattern) => pattern.test(host));
}

/**
 * The URL at which n8n resumes the current execution once it waits; signed by n8n where its version does so.
 */
export function resumeUrl(context: IExecuteFunctions): string {
	const proxy = context.getWorkflowDataProxy(0) as unknown as { $execution: { resumeUrl: string } };
	return proxy.$execution.resumeUrl;
}

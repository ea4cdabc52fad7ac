import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { refuser } from '../n8n/parameters';
import { isPrivate } from '../n8n/privateAddress';
import { shownUrl, whyRefused } from '../n8n/webhookUrls';
import { isTool } from '../n8n/tool';
import { canSleep } from './n8nSleep';
import type { WaitChoice } from './waitParameters';

/**
 * Refuses to run as a tool of an AI agent.
 *
 * @throws NodeOperationError
 */
export function refuseTool(context: IExecuteFunctions): void {
	if (!isTool(context)) return;
	refuser(context)(
		'Create and Wait for Completion cannot be called as a tool: an AI agent cannot wait as long as the clips take',
		'Use the operation Create in the tool, and Get Results 5 to 30 minutes later. Or put Create and Wait for Completion into a workflow of its own, and give that to the agent with the Call n8n Workflow Tool. Nothing was submitted.',
	);
}

/**
 * Chooses between sleeping until Ssemble calls and asking it again and again.
 *
 * @param webhookUrl the address that Ssemble would call
 * @returns whether to ask
 * @throws NodeOperationError that names the remedies, if the node is set to sleep where nobody could wake it
 */
export async function choosesPolling(
	context: IExecuteFunctions,
	client: ApiClient,
	using: WaitChoice['using'],
	webhookUrl: string,
): Promise<boolean> {
	if (using === 'polling') return true;
	const obstacle = await whyNotWoken(context, client, webhookUrl);
	if (obstacle === undefined || using === 'auto') return obstacle !== undefined;
	const { message, remedy } = obstacle;
	return refuser(context)(
		message,
		`${remedy} set 'Wait Using' in 'Wait Options' to Automatic or Polling. Nothing was submitted.`,
	);
}

/** Why nobody could wake this execution, and what to do unless it waits by polling; undefined if Ssemble can. */
async function whyNotWoken(
	context: IExecuteFunctions,
	client: ApiClient,
	webhookUrl: string,
): Promise<{ message: string; remedy: string } | undefined> {
	if (!canSleep(context)) {
		return {
			message: 'This execution cannot wait for Ssemble: n8n does not save it',
			remedy: 'Save the workflow first, or',
		};
	}
	const refused = whyRefused(webhookUrl, isPrivate(client.baseUrl));
	if (refused !== undefined) {
		return {
			message: `Ssemble could not tell this execution that the clips are ready: its address ${withoutSecret(webhookUrl)} ${refused}`,
			remedy: 'Set the environment variable WEBHOOK_URL of n8n to its public address, or',
		};
	}
	if (!(await client.isKeyOfItem())) return undefined;
	return {
		message:
			'The API key in the Ssemble credential is an expression on the input item, which n8n cannot read when Ssemble calls',
		remedy: 'Choose a credential with a fixed API key, or',
	};
}

function withoutSecret(url: string): string {
	return shownUrl(url.split('?')[0] ?? '');
}

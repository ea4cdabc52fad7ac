import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { shownUrl, whyRefused } from '../n8n/webhookUrls';
import { isTool } from '../n8n/tool';
import { canSleep } from './n8nSleep';

/**
 * Refuses to run as a tool of an AI agent.
 *
 * @throws NodeOperationError
 */
export function refuseTool(context: IExecuteFunctions): void {
	if (!isTool(context)) return;
	throw new NodeOperationError(
		context.getNode(),
		'Create and Wait for Completion cannot be called as a tool: an AI agent cannot wait as long as the clips take',
		{
			description:
				'Use the operation Create in the tool, and Get Results 5 to 30 minutes later. Or put Create and Wait for Completion into a workflow of its own, and give that to the agent with the Call n8n Workflow Tool. Nothing was submitted.',
		},
	);
}

/**
 * Whether Ssemble can wake this execution once it sleeps. Parameters as of `refuseUnreachable`.
 */
export function canWake(
	context: IExecuteFunctions,
	webhookUrl: string,
	allowPrivate: boolean,
): boolean {
	return canSleep(context) && whyRefused(webhookUrl, allowPrivate) === undefined;
}

/**
 * Refuses to sleep where nobody could wake the execution.
 *
 * @param webhookUrl the address that Ssemble is to call
 * @param allowPrivate whether private addresses are fine, because the API itself is at one (a sandbox)
 * @throws NodeOperationError that names the remedies
 */
export function refuseUnreachable(
	context: IExecuteFunctions,
	webhookUrl: string,
	allowPrivate: boolean,
): void {
	if (!canSleep(context)) {
		throw new NodeOperationError(
			context.getNode(),
			'This execution cannot wait for Ssemble: n8n does not save it',
			{
				description:
					"Save the workflow first, or set 'Wait Using' in 'Wait Options' to Automatic or Polling. Nothing was submitted.",
			},
		);
	}
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return;
	throw new NodeOperationError(
		context.getNode(),
		`Ssemble could not tell this execution that the clips are ready: its address ${withoutSecret(webhookUrl)} ${refused}`,
		{
			description:
				"Set the environment variable WEBHOOK_URL of n8n to its public address, or set 'Wait Using' in 'Wait Options' to Automatic or Polling. Nothing was submitted.",
		},
	);
}

function withoutSecret(url: string): string {
	return shownUrl(url.split('?')[0] ?? '');
}

import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { asText, isJsonObject } from '../n8n/json';
import { resumeUrl, triggerUrl, webhookBase, whyRefused } from '../n8n/webhookUrls';

/** Who hears that the shorts are ready. */
export const notifyParameters: INodeProperties[] = [
	{
		displayName: 'When Finished, Notify',
		name: 'notify',
		type: 'options',
		options: [
			{
				name: 'A Custom URL',
				value: 'customUrl',
				description: 'Ssemble posts to an address of your choice',
			},
			{
				name: 'Another Workflow',
				value: 'otherWorkflow',
				description: 'The Ssemble Trigger in a workflow that you choose starts it',
			},
			{ name: 'Nobody', value: 'none', description: 'Fetch the clips later with Get Results' },
			{
				name: 'This Workflow',
				value: 'thisWorkflow',
				description: 'The Ssemble Trigger in this workflow starts it',
			},
		],
		default: 'thisWorkflow',
		description:
			'Who is told, 5 to 30 minutes later, that the shorts are ready or could not be made. A workflow is told through its Ssemble Trigger and must be active by then.',
	},
	{
		displayName: 'Workflow',
		name: 'notifyWorkflow',
		type: 'workflowSelector',
		required: true,
		displayOptions: { show: { notify: ['otherWorkflow'] } },
		default: '',
		description: 'The workflow to start. It must contain a Ssemble Trigger and be active.',
	},
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		required: true,
		displayOptions: { show: { notify: ['customUrl'] } },
		default: '',
		placeholder: 'e.g. https://example.com/shorts-finished',
		description: 'The address that Ssemble posts to. It must be reachable from the internet.',
	},
];

/** Where the event of a request goes, and what the user should know about it. */
export interface Notification {
	webhookUrl?: string;
	hint?: string;
}

/**
 * Reads the parameters above for one input item.
 *
 * @param allowPrivate whether private addresses are fine, because the API itself is at one (a sandbox)
 * @throws NodeOperationError if the chosen URL is one that Ssemble would refuse
 */
export function readNotification(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Notification {
	const notify = context.getNodeParameter('notify', itemIndex, 'thisWorkflow') as string;
	switch (notify) {
		case 'none':
			return {};
		case 'customUrl':
			return customUrl(context, itemIndex, allowPrivate);
		case 'otherWorkflow':
			return otherWorkflow(context, itemIndex, allowPrivate);
		default:
			return thisWorkflow(context, allowPrivate);
	}
}

function thisWorkflow(context: IExecuteFunctions, allowPrivate: boolean): Notification {
	const { id, active } = context.getWorkflow();
	const webhookUrl = triggerUrl(webhookBase(resumeUrl(context)), id ?? '');
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused !== undefined) {
		return {
			hint: `The requests were submitted, but this workflow will not hear when they are finished: its address ${webhookUrl} ${refused}. Set the environment variable WEBHOOK_URL of n8n to its public address, or fetch the clips later with Get Results.`,
		};
	}
	if (active) return { webhookUrl };
	return {
		webhookUrl,
		// In a run by hand, n8n says so of every workflow: the hint must hold for active ones too.
		hint: 'As long as this workflow is not active, its Ssemble Trigger does not hear. Make sure that it is active when the shorts are finished, in 5 to 30 minutes.',
	};
}

function otherWorkflow(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Notification {
	const chosen: unknown = context.getNodeParameter('notifyWorkflow', itemIndex, '');
	const workflowId = asText(isJsonObject(chosen) ? chosen.value : chosen);
	if (workflowId === '') {
		throw new NodeOperationError(context.getNode(), "'Workflow' is empty", {
			description:
				"Choose the workflow whose Ssemble Trigger is to start, or change 'When Finished, Notify'.",
			itemIndex,
		});
	}
	const webhookUrl = triggerUrl(webhookBase(resumeUrl(context)), workflowId);
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl };
	throw new NodeOperationError(
		context.getNode(),
		`Ssemble could not notify the other workflow: its address ${webhookUrl} ${refused}`,
		{
			description:
				"Set the environment variable WEBHOOK_URL of n8n to its public address, or change 'When Finished, Notify'. Nothing was submitted.",
			itemIndex,
		},
	);
}

function customUrl(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Notification {
	const webhookUrl = asText(context.getNodeParameter('webhookUrl', itemIndex, ''));
	const refused = webhookUrl === '' ? 'is empty' : whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl };
	throw new NodeOperationError(context.getNode(), `'Webhook URL' ${refused}`, {
		description:
			"Enter a public address that starts with https://, or change 'When Finished, Notify'. Nothing was submitted.",
		itemIndex,
	});
}

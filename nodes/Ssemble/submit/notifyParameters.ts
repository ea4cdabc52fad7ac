import type { INodeProperties } from 'n8n-workflow';
import { neverAsTool, onlyAsTool } from '../n8n/tool';

/** The address of a workflow in n8n's editor, and its id in it. */
export const WORKFLOW_URL = /\/workflow\/([^\s/?#]+)/;

/** Who is notified when the shorts are ready. */
const notifyParameter: INodeProperties = {
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
		'Who is notified, 5 to 30 minutes later, that the shorts are ready or could not be made. A workflow is notified through its Ssemble Trigger and must be published by then.',
};

/** Whom Ssemble notifies when the shorts are ready. */
export const notifyParameters: INodeProperties[] = [
	{ ...notifyParameter, displayOptions: neverAsTool },
	{ ...notifyParameter, displayOptions: onlyAsTool, default: 'none' },
	{
		displayName: 'Workflow',
		name: 'notifyWorkflow',
		type: 'resourceLocator',
		displayOptions: { show: { notify: ['otherWorkflow'] } },
		default: { mode: 'url', value: '' },
		description: 'The workflow to start. It must contain a Ssemble Trigger and be published.',
		modes: [
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				hint: 'The address of the workflow in the editor',
				placeholder: 'e.g. https://n8n.example.com/workflow/AbCdEf123456',
				extractValue: { type: 'regex', regex: WORKFLOW_URL.source },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. AbCdEf123456',
			},
		],
	},
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		displayOptions: { show: { notify: ['customUrl'] } },
		default: '',
		placeholder: 'e.g. https://example.com/shorts-finished',
		description: 'The address that Ssemble posts to. It must be reachable from the internet.',
	},
];

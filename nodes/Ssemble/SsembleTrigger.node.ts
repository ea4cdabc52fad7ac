import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { deliver } from './trigger/deliver';
import { triggerParameters } from './trigger/parameters';
import { receive } from './trigger/receive';

export class SsembleTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ssemble Trigger',
		name: 'ssembleTrigger',
		icon: { light: 'file:ssemble.svg', dark: 'file:ssemble.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].map((name) => name.split(".")[1]).join(", ") }}',
		description: 'Starts the workflow when Ssemble has finished making shorts',
		eventTriggerDescription: '',
		activationMessage: 'Requests that name this workflow’s Ssemble Trigger will now start it.',
		defaults: { name: 'Ssemble Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ssembleApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				isFullPath: true,
				path: '=ssemble/{{ $workflow.id }}',
			},
		],
		properties: triggerParameters,
	};

	webhookMethods = {
		default: {
			// Nothing is registered with Ssemble: the URL travels with each create request.
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(false);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await Promise.resolve(receive(this));
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await deliver(this)];
	}
}

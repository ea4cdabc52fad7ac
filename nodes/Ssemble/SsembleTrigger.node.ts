import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { activate } from './trigger/activate';
import { deliver } from './trigger/deliver';
import { triggerPanel, triggerParameters } from './trigger/triggerParameters';
import { endRounds, poll } from './trigger/rounds';
import { receive } from './trigger/receive';

export class SsembleTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ssemble Trigger',
		name: 'ssembleTrigger',
		icon: { light: 'file:ssemble.svg', dark: 'file:ssemble.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].map((name) => name.split(".")[1]).join(", ") }}',
		description:
			'Turn long videos into short vertical clips, and start workflows when they are ready',
		eventTriggerDescription: '',
		activationMessage: 'Finished shorts will now start this workflow.',
		maxNodes: 1,
		triggerPanel,
		defaults: { name: 'Ssemble Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ssembleApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Empty, so that n8n answers with what webhook() returns; unset, it would not.
				responseData: '',
				isFullPath: true,
				path: '=ssemble/{{ $workflow.id }}',
			},
		],
		properties: triggerParameters,
	};

	webhookMethods = {
		default: {
			// Never there yet, so that n8n calls create at each activation and test run.
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(false);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await activate(this);
				return true;
			},
			// Ssemble knows the URL only from single requests: there is nothing to take back.
			async delete(this: IHookFunctions): Promise<boolean> {
				endRounds(this);
				return await Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await Promise.resolve(receive(this));
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await deliver(this)];
	}
}

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { listSearch } from './listSearch';
import { RESOURCES } from './resources';
import { operationParameters, resourceParameter, runOperation } from './n8n/resource';
import { wakingWebhook } from './wait/n8nSleep';
import { receiveCallback } from './wait/receiveCallback';
import { VERSION_1 } from './version1';

/** The search shows one text for both nodes of the package. */
const DESCRIPTION =
	'Turn long videos into short vertical clips, and start workflows when they are ready';

/** Shown in the editor on a node that sleeps. */
const WAITING_TOOLTIP =
	'Ssemble is making the clips, which takes 5 to 30 minutes. The workflow continues by itself when all requests of this node have finished, or when the time limit has passed.';

export class Ssemble implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ssemble',
		name: 'ssemble',
		icon: { light: 'file:ssemble.svg', dark: 'file:ssemble.dark.svg' },
		group: ['transform'],
		version: [1, 2],
		defaultVersion: 2,
		// e.g. "get results: short"
		subtitle:
			'={{ $parameter["operation"].replace(/[A-Z]/g, " $&").toLowerCase() + ": " + $parameter["resource"] }}',
		description: DESCRIPTION,
		defaults: { name: 'Ssemble' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ssembleApi', required: true }],
		webhooks: [wakingWebhook],
		waitingNodeTooltip: WAITING_TOOLTIP,
		// n8n takes the texts that it shows of an operation from the first that it finds.
		properties: [
			resourceParameter(RESOURCES),
			...operationParameters(RESOURCES, 2),
			...operationParameters(VERSION_1, 1),
		],
	};

	methods = { listSearch };

	// n8n never calls these for a webhook that only wakes executions; but its rules ask for them.
	webhookMethods = {
		default: {
			checkExists: async () => await Promise.resolve(true),
			create: async () => await Promise.resolve(true),
			delete: async () => await Promise.resolve(true),
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resources = this.getNode().typeVersion === 1 ? VERSION_1 : RESOURCES;
		return [await runOperation(this, resources)];
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCallback(this);
	}
}

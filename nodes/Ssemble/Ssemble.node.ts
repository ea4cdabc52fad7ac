import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describeResources, runOperation } from './resources';

export class Ssemble implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ssemble',
		name: 'ssemble',
		icon: { light: 'file:ssemble.svg', dark: 'file:ssemble.dark.svg' },
		group: ['transform'],
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Turn long videos into short vertical clips with Ssemble',
		defaults: { name: 'Ssemble' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ssembleApi', required: true }],
		properties: describeResources(2),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this)];
	}
}

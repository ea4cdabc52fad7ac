import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { listSearch } from './listSearch';
import { RESOURCES } from './resources';
import { describeResources, runOperation } from './shared/resource';
import { VERSION_1 } from './version1';

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
		description: 'Turn long videos into short vertical clips with Ssemble',
		defaults: { name: 'Ssemble' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ssembleApi', required: true }],
		properties: [...describeResources(VERSION_1, 1), ...describeResources(RESOURCES, 2)],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resources = this.getNode().typeVersion === 1 ? VERSION_1 : RESOURCES;
		return [await runOperation(this, resources)];
	}
}

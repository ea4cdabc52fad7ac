import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { jsonParse, NodeConnectionTypes } from 'n8n-workflow';

type Described = Pick<INodeTypeDescription, 'displayName' | 'name'> & Partial<INodeTypeDescription>;

const describe = (own: Described): INodeTypeDescription => ({
	group: ['transform'],
	version: 1,
	description: own.displayName,
	defaults: { name: own.displayName },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
	...own,
});

/** Passes its items on. */
class NoOp implements INodeType {
	description = describe({ displayName: 'No Op', name: 'noOp' });

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await Promise.resolve([this.getInputData()]);
	}
}

/** Where a workflow begins: emits the items that the run was started with. */
class Start extends NoOp {
	override description = describe({
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		inputs: [],
	});
}

/** A tool as n8n hands it to an agent that calls tools itself. */
interface ConnectedTool {
	name: string;
	description: string;
	invoke(input: IDataObject): Promise<string>;
}

/**
 * An AI agent without a model: calls its one tool with the arguments in its parameter and returns what an
 * agent's model would read.
 */
class Agent implements INodeType {
	description = describe({
		displayName: 'Agent',
		name: 'agent',
		inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
		properties: [
			{ displayName: 'Tool', name: 'tool', type: 'string', default: '' },
			{ displayName: 'Arguments', name: 'arguments', type: 'json', default: '{}' },
			{ displayName: 'Call Directly', name: 'callDirectly', type: 'boolean', default: false },
		],
	});

	async execute(
		this: IExecuteFunctions,
		response?: EngineResponse,
	): Promise<INodeExecutionData[][] | EngineRequest> {
		const input = jsonParse<IDataObject>(this.getNodeParameter('arguments', 0) as string);
		const pairedItem = { item: 0 };

		if (this.getNodeParameter('callDirectly', 0) === true) {
			const [tool] = (await this.getInputConnectionData(
				NodeConnectionTypes.AiTool,
				0,
			)) as ConnectedTool[];
			if (!tool) throw new Error('No tool is connected');
			const read = jsonParse<IDataObject[]>(await tool.invoke(input));
			return [[{ json: { name: tool.name, description: tool.description, read }, pairedItem }]];
		}

		const [answer] = response?.actionResponses ?? [];
		if (answer) {
			const output = answer.data.data?.[NodeConnectionTypes.AiTool]?.[0] ?? [];
			return [[{ json: { read: output.map(({ json }) => json) }, pairedItem }]];
		}
		return {
			metadata: {},
			actions: [
				{
					actionType: 'ExecutionNodeAction',
					nodeName: this.getNodeParameter('tool', 0) as string,
					type: NodeConnectionTypes.AiTool,
					id: 'call-1',
					input,
					metadata: {},
				},
			],
		};
	}
}

/** Nodes that tests put around the nodes under test, by type name. */
export const helperNodes: Record<string, INodeType> = {
	'test.start': new Start(),
	'test.noOp': new NoOp(),
	'test.agent': new Agent(),
};

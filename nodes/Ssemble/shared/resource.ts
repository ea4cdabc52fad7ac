import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError, updateDisplayOptions } from 'n8n-workflow';

/** One operation: how it shows in the editor, its parameters, and what it does. */
export interface Operation {
	option: INodePropertyOptions & { value: string };
	/** Without display conditions for resource and operation; `describeResources` adds them. */
	parameters: INodeProperties[];
	/** Runs for all input items and returns the output items. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** In alphabetical order. */
	operations: Operation[];
	defaultOperation: string;
}

/**
 * The Resource dropdown and, for each resource, its operations and their parameters, all shown only where
 * they belong.
 *
 * @param resources in alphabetical order
 * @param version the node version that has them
 */
export function describeResources(resources: Resource[], version: number): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { '@version': [version] } },
			options: resources.map(({ option }) => option),
			default: 'short',
		},
		...resources.flatMap((resource) => describeResource(resource, version)),
	];
}

function describeResource(resource: Resource, version: number): INodeProperties[] {
	const { operations, defaultOperation } = resource;
	const ofResource = { '@version': [version], resource: [resource.option.value] };
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: ofResource },
			options: operations.map(({ option }) => option),
			default: defaultOperation,
		},
		...operations.flatMap(({ option, parameters }) =>
			updateDisplayOptions({ show: { ...ofResource, operation: [option.value] } }, parameters),
		),
	];
}

/**
 * Runs the operation that the node is set to.
 *
 * @throws NodeOperationError if there is no such operation
 */
export async function runOperation(
	context: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const chosen = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === operation);
	if (chosen) return await chosen.execute(context);
	throw new NodeOperationError(
		context.getNode(),
		`There is no operation "${operation}" for the resource "${resource}"`,
		{ description: 'Open the node and choose a resource and an operation from the lists.' },
	);
}

import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { describeResource } from '../shared/resource';
import { short } from './short';

const RESOURCES = [short];

/** The Resource dropdown and, for each resource, its operations and their parameters. */
export function describeResources(version: number): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { '@version': [version] } },
			options: RESOURCES.map(({ option }) => option),
			default: 'short',
		},
		...RESOURCES.flatMap((resource) => describeResource(resource, version)),
	];
}

/**
 * Runs the operation that the node is set to.
 *
 * @throws NodeOperationError if there is no such operation
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const chosen = RESOURCES.find(({ option }) => option.value === resource)?.operations.find(
		({ option }) => option.value === operation,
	);
	if (chosen) return await chosen.execute(context);
	throw new NodeOperationError(
		context.getNode(),
		`There is no operation "${operation}" for the resource "${resource}"`,
		{ description: 'Open the node and choose a resource and an operation from the lists.' },
	);
}

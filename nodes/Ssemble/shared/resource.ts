import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

/** One operation: how it shows in the editor, its parameters, and what it does. */
export interface Operation {
	option: INodePropertyOptions & { value: string };
	/** Without display conditions for resource and operation; `describeResource` adds them. */
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
 * The Operation dropdown of a resource, followed by the parameters of each of its operations, all shown
 * only where they belong.
 *
 * @param version the node version that has them
 */
export function describeResource(resource: Resource, version: number): INodeProperties[] {
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

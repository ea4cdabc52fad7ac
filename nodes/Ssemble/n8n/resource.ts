import type {
	IDisplayOptions,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { asNodeError, errorItem } from './items';
import { refuser } from './parameters';
import { isTool, neverAsTool, onlyAsTool } from './tool';

/** One operation: how it shows in the editor, its parameters, and what it does. */
export interface Operation {
	option: INodePropertyOptions & { value: string };
	/** Whether AI agents cannot call it. */
	isNoTool?: boolean;
	/** Without display conditions for resource and operation; `operationParameters` adds them. */
	parameters: INodeProperties[];
	/** Runs for all input items and returns the output items. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** What is used most comes first. */
	operations: Operation[];
	defaultOperation: string;
}

/** The Resource dropdown. One for all versions, because n8n lists the node's actions once for each there is. */
export function resourceParameter(resources: Resource[]): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ option }) => option),
		default: 'short',
	};
}

/**
 * For each resource the Operation dropdown, and the parameters of its operations, all shown only where they
 * belong.
 *
 * @param version the node version that has them
 */
export function operationParameters(resources: Resource[], version: number): INodeProperties[] {
	return resources.flatMap((resource) => describeResource(resource, version));
}

function describeResource(resource: Resource, version: number): INodeProperties[] {
	const { operations, defaultOperation } = resource;
	const ofResource = { '@version': [version], resource: [resource.option.value] };
	const forTools = operations.filter(({ isNoTool }) => isNoTool !== true);
	const dropdown = (offered: Operation[], shown: IDisplayOptions): INodeProperties => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { ...shown, show: { ...ofResource, ...shown.show } },
		options: offered.map(({ option }) => option),
		default: defaultOperation,
	});
	return [
		...(forTools.length === operations.length
			? [dropdown(operations, {})]
			: [dropdown(operations, neverAsTool), dropdown(forTools, onlyAsTool)]),
		...operations.flatMap(({ option, parameters }) =>
			updateDisplayOptions({ show: { ...ofResource, operation: [option.value] } }, parameters),
		),
	];
}

/**
 * Runs the operation that the node is set to. What keeps it from working at all, such as a credential that
 * cannot be used, is told of each input item if the node is set to continue: n8n would pass those items on
 * as if all had gone well.
 *
 * @throws NodeApiError | NodeOperationError if the node is to stop
 */
export async function runOperation(
	context: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[]> {
	try {
		return await chosenOperation(context, resources).execute(context);
	} catch (caught) {
		const error = asNodeError(context, caught);
		const isCancelled = context.getExecutionCancelSignal()?.aborted === true;
		// What a tool throws does not reach the model of an AI agent.
		if (isCancelled || !(context.continueOnFail() || isTool(context))) throw error;
		return context.getInputData().map((_, itemIndex) => errorItem(context, error, itemIndex));
	}
}

function chosenOperation(context: IExecuteFunctions, resources: Resource[]): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const chosen = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === operation);
	if (chosen) return chosen;
	return refuser(context)(
		`There is no operation "${operation}" for the resource "${resource}"`,
		'Open the node and choose a resource and an operation from the lists.',
	);
}

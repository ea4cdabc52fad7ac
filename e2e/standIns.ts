import type { INode, INodeExecutionData } from 'n8n-workflow';
import type { WorkflowDefinition } from './n8nApi';

/** A field that a stand-in adds, as n8n's Edit Fields node expects it. */
export interface StandInField {
	/** With dots for a field within a field. */
	name: string;
	type: 'string' | 'number' | 'boolean';
	/** May be an expression. */
	value: string;
}

/** Every text in a value, with the way to it. */
const textsIn = (value: unknown, path: string[] = []): Array<[string, string]> => {
	if (typeof value === 'string') return [[path.join('.'), value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, each]) => textsIn(each, [...path, name]));
};

/**
 * A node in the place of one that would reach out to the world. It does nothing, and returns an item for each that
 * comes in: the texts among the other's parameters, with their expressions worked out, and `fields`.
 */
export const standIn = (node: INode, ...fields: StandInField[]): INode => ({
	...node,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'manual',
		assignments: {
			assignments: [
				...textsIn(node.parameters).map(([name, value]) => ({ name, type: 'string', value })),
				...fields,
			].map((field) => ({ id: field.name, ...field })),
		},
		options: {},
	},
});

/** A node in the place of one that fetches a file: fetches that of `url`, which ends with the file's name. */
export const downloadInstead = (node: INode, url: string): INode => ({
	...node,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		url,
		options: { response: { response: { responseFormat: 'file', outputPropertyName: 'data' } } },
	},
});

/** The workflow with other nodes in the places of those named; names that it has not are an error. */
export const withNodes = (
	definition: WorkflowDefinition,
	changes: Record<string, (node: INode) => INode>,
): WorkflowDefinition => {
	const names = definition.nodes.map(({ name }) => name);
	const missing = Object.keys(changes).filter((name) => !names.includes(name));
	if (missing.length > 0) throw new Error(`There is no node ${missing.join(', ')}`);
	return {
		...definition,
		nodes: definition.nodes.map((node) => changes[node.name]?.(node) ?? node),
	};
};

/** The workflow with these items pinned to its nodes, by their names. */
export const withPins = (
	definition: WorkflowDefinition,
	pinData: Record<string, INodeExecutionData[] | undefined>,
): WorkflowDefinition => ({
	...definition,
	pinData: pinData as Record<string, INodeExecutionData[]>,
});

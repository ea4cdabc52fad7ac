import type { IExecuteFunctions } from 'n8n-workflow';

/** Display options of a parameter that only AI agents have. */
export const onlyAsTool = { show: { '@tool': [true] } };

/** Display options of a parameter that AI agents have no use for. */
export const neverAsTool = { hide: { '@tool': [true] } };

/** Whether the node runs as a tool of an AI agent. */
export function isTool(context: Pick<IExecuteFunctions, 'getNode'>): boolean {
	// isToolExecution() is missing from n8n 1, and does not tell where n8n 2 runs a tool like any other node.
	return context.getNode().type.endsWith('Tool');
}

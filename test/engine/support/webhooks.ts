import type { INode, IWebhookData, IWebhookDescription, Workflow } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { nodeTypes } from './nodeTypes';

/** A webhook of a workflow's node, and the path at which n8n registers it. */
export interface FoundWebhook {
	node: INode;
	description: IWebhookDescription;
	path: string;
}

/**
 * The webhooks of a workflow, or of one of its nodes.
 *
 * @param restart whether those that wake a sleeping execution, instead of those that start one
 */
export function webhooksOf(workflow: Workflow, only?: INode, restart = false): FoundWebhook[] {
	const nodes = only ? [only] : Object.values(workflow.nodes);
	return nodes.flatMap((node) => {
		const { webhooks = [] } = nodeTypes.getByNameAndVersion(
			node.type,
			node.typeVersion,
		).description;
		return webhooks
			.filter(({ restartWebhook = false }) => restartWebhook === restart)
			.map((description) => ({ node, description, path: pathOf(workflow, node, description) }));
	});
}

function pathOf(workflow: Workflow, node: INode, description: IWebhookDescription): string {
	const path = workflow.expression.getSimpleParameterValue(node, description.path, 'internal', {});
	return NodeHelpers.getNodeWebhookPath(
		workflow.id,
		node,
		typeof path === 'string' ? path : '',
		description.isFullPath === true,
		description.restartWebhook === true,
	);
}

/** What n8n tells a node about the webhook that is being handled. */
export function webhookData(
	workflow: Workflow,
	node: INode,
	description: IWebhookDescription,
	additionalData: IWebhookData['workflowExecuteAdditionalData'],
	isTest: boolean,
): IWebhookData {
	return {
		httpMethod: 'POST',
		node: node.name,
		path: pathOf(workflow, node, description),
		webhookDescription: description,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
		isTest,
	};
}

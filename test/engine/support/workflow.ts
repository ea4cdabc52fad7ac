import './log';
import { randomBytes, randomUUID } from 'node:crypto';
import { Container } from '@n8n/di';
import type { ExecutionLifecycleHooks } from 'n8n-core';
import { ExternalSecretsProxy } from 'n8n-core';
import type {
	IConnections,
	IDataObject,
	INode,
	INodeType,
	IVersionedNodeType,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
} from 'n8n-workflow';
import { deepCopy, NodeHelpers, Workflow } from 'n8n-workflow';
import { CredentialsInMemory } from './credentials';
import { nodeTypes } from './nodeTypes';

/** The n8n in which a workflow runs. */
export interface Host {
	/** The user's Ssemble credential; without it, nodes have none. */
	credential?: { apiKey: string; baseUrl?: string };
	/** Where n8n thinks that it can be reached, as its setting WEBHOOK_URL. Default http://localhost:5678/. */
	webhookUrl?: string;
	/** The name of the endpoint of production webhooks, as its setting N8N_ENDPOINT_WEBHOOK. Default "webhook". */
	webhookEndpoint?: string;
	/** Whether it notes as little of an execution's beginning as n8n 1 does. */
	isVersion1?: boolean;
}

export type NodeSpec = Partial<INode> & Pick<INode, 'type'>;

export interface WorkflowSpec {
	nodes: NodeSpec[];
	/** Default: a chain in the order of the nodes. */
	connections?: IConnections;
	id?: string;
	name?: string;
	active?: boolean;
	settings?: IWorkflowSettings;
	staticData?: IDataObject;
}

/**
 * Completes what a test says about a workflow, as the editor does when a user adds the nodes.
 * The same result has to be used for runs that belong together.
 */
export function defineWorkflow(spec: WorkflowSpec, host: Host): IWorkflowBase {
	const nodes = spec.nodes.map((node, index): INode => {
		const type = nodeTypes.getByName(node.type);
		return {
			id: randomBytes(8).toString('hex'),
			name: type.description.displayName,
			typeVersion: latestVersion(type),
			position: [index * 200, 0],
			parameters: {},
			...(hasWebhooks(type) && { webhookId: randomUUID() }),
			...(host.credential && { credentials: credentialsOf(node, type) }),
			...node,
		};
	});
	const now = new Date();
	return {
		id: spec.id ?? randomBytes(8).toString('hex'),
		name: spec.name ?? 'A workflow',
		active: spec.active ?? false,
		isArchived: false,
		activeVersionId: null,
		createdAt: now,
		updatedAt: now,
		nodes,
		connections: spec.connections ?? chain(nodes),
		settings: { executionOrder: 'v1', ...spec.settings },
		staticData: spec.staticData ?? {},
	};
}

/** The workflow as n8n's engine wants it; a new copy, as if read from the database. */
export function toWorkflow(definition: IWorkflowBase): Workflow {
	const { id, name, active, nodes, connections, settings, staticData } = deepCopy(definition);
	return new Workflow({ id, name, active, nodes, connections, settings, staticData, nodeTypes });
}

export function connect(from: string, to: string, type: keyof IConnections[string] = 'main') {
	return { [from]: { [type]: [[{ node: to, type, index: 0 }]] } } as IConnections;
}

/** What n8n hands to its engine beside the workflow. */
export function additionalDataFor(
	host: Host,
	executionId?: string,
	hooks?: ExecutionLifecycleHooks,
): IWorkflowExecuteAdditionalData {
	const base = (host.webhookUrl ?? 'http://localhost:5678/').replace(/\/*$/, '/');
	const notHere = (what: string) => async () =>
		await Promise.reject(new Error(`${what} is not available in engine tests`));
	return {
		hooks,
		executionId,
		credentialsHelper: new CredentialsInMemory(
			host.credential ? { ssembleApi: host.credential } : {},
		),
		currentNodeExecutionIndex: 0,
		restApiUrl: `${base}rest`,
		instanceBaseUrl: base,
		formBaseUrl: `${base}form`,
		formTestBaseUrl: `${base}form-test`,
		formWaitingBaseUrl: `${base}form-waiting`,
		webhookBaseUrl: `${base}${host.webhookEndpoint ?? 'webhook'}`,
		webhookTestBaseUrl: `${base}webhook-test`,
		webhookWaitingBaseUrl: `${base}webhook-waiting`,
		mcpBaseUrl: `${base}mcp`,
		mcpTestBaseUrl: `${base}mcp-test`,
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		variables: {},
		logAiEvent: () => undefined,
		executeWorkflow: notHere('A sub-workflow'),
		getRunExecutionData: notHere('Another execution'),
		getRuntimeCredential: notHere('A runtime credential'),
		startRunnerTask: notHere('A task runner'),
	};
}

function latestVersion(type: INodeType | IVersionedNodeType): number {
	if ('nodeVersions' in type) return type.currentVersion;
	const { version, defaultVersion } = type.description;
	return defaultVersion ?? Math.max(...[version].flat());
}

function hasWebhooks(type: INodeType | IVersionedNodeType): boolean {
	return 'webhooks' in NodeHelpers.getVersionedNodeType(type).description;
}

function credentialsOf(node: NodeSpec, type: INodeType | IVersionedNodeType): INode['credentials'] {
	const version = node.typeVersion ?? latestVersion(type);
	const { credentials = [] } = nodeTypes.getByNameAndVersion(node.type, version).description;
	return Object.fromEntries(
		credentials.map(({ name }) => [name, { id: '1', name: 'Ssemble account' }]),
	);
}

function chain(nodes: INode[]): IConnections {
	return Object.assign(
		{},
		...nodes.slice(1).map((node, index) => connect(nodes[index]?.name ?? '', node.name)),
	) as IConnections;
}

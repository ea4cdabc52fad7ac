import './environment';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';
import { Execution, prepare, WorkflowRun } from './execution';
import { credentialTestNode, nodeTypes } from './nodeTypes';
import type { Host, NodeSpec, WorkflowSpec } from './workflow';
import { additionalDataFor, connect, defineWorkflow, toWorkflow } from './workflow';

export { contentOf, WorkflowRun, type ShownError } from './execution';
export { connect, type Host, type NodeSpec, type WorkflowSpec } from './workflow';

export interface RunOptions {
	/** The JSON of the items that the first node gets. Default: one empty item. */
	items?: IDataObject[];
	/** Instead of `items`: whole items, with binary data for example. */
	input?: INodeExecutionData[];
	/** 'manual' is a run from the editor. Default 'trigger', a production run. */
	mode?: WorkflowExecuteMode;
	/** Cancels the execution, as the user's "Stop" does. */
	signal?: AbortSignal;
}

/** Runs a workflow from its first node on, to its end or to its going to sleep. */
export async function runWorkflow(
	spec: WorkflowSpec,
	host: Host,
	{ items = [{}], input, mode = 'trigger', signal }: RunOptions = {},
): Promise<WorkflowRun> {
	await prepare();
	const definition = defineWorkflow(spec, host);
	const [first] = definition.nodes;
	if (!first) throw new Error('The workflow has no nodes');
	return await new Execution(definition, host, mode).start(
		first.name,
		[input ?? items.map((json, item) => ({ json, pairedItem: { item } }))],
		signal,
	);
}

/** How the workflow around a Ssemble node looks; what is not given is as in a new workflow. */
export interface SsembleOptions extends RunOptions {
	/** Settings of the node beside its parameters, e.g. `onError` or `typeVersion`. */
	node?: Partial<INode>;
	workflow?: Omit<WorkflowSpec, 'connections' | 'nodes'>;
}

/** Runs Start → Ssemble → After, where After passes on what Ssemble yields. */
export async function runSsemble(
	parameters: INodeParameters,
	host: Host,
	{ node, workflow, ...options }: SsembleOptions = {},
): Promise<WorkflowRun> {
	return await runWorkflow(
		{
			...workflow,
			nodes: [
				{ type: 'test.start' },
				{ type: 'n8n-nodes-ssemble.ssemble', name: 'Ssemble', parameters, ...node },
				{ type: 'test.noOp', name: 'After' },
			],
		},
		host,
		options,
	);
}

/**
 * Runs the Ssemble node as a tool of an AI agent. What the agent reads is in the JSON of node "Agent", `read`.
 *
 * @param parameters of the node; those for the model to fill are `$fromAI` expressions
 * @param args what the model fills them with
 * @param how through n8n's engine, as its agent does now, or called by the agent itself, as it did before
 */
export async function runAsTool(
	parameters: INodeParameters,
	args: IDataObject,
	host: Host,
	how: 'direct' | 'engine' = 'engine',
	options: RunOptions = {},
): Promise<WorkflowRun> {
	const agent: NodeSpec = {
		type: 'test.agent',
		name: 'Agent',
		parameters: {
			tool: 'Ssemble Tool',
			arguments: JSON.stringify(args),
			callDirectly: how === 'direct',
		},
	};
	return await runWorkflow(
		{
			nodes: [
				{ type: 'test.start', name: 'Start' },
				agent,
				{ type: 'n8n-nodes-ssemble.ssembleTool', name: 'Ssemble Tool', parameters },
			],
			connections: { ...connect('Start', 'Agent'), ...connect('Ssemble Tool', 'Agent', 'ai_tool') },
		},
		host,
		options,
	);
}

/** Presses "Test" in a Ssemble credential. The run's error, if any, is what the user reads. */
export async function testCredential(host: Host): Promise<WorkflowRun> {
	await prepare();
	return await runWorkflow({ nodes: [{ type: credentialTestNode('ssembleApi') }] }, host);
}

/**
 * Opens a searchable dropdown of the Ssemble node, or types into its search box.
 *
 * @param method the name of the dropdown's search method
 * @param token of the page to load, from the previous page's result
 */
export async function searchList(
	method: string,
	host: Host,
	{
		filter,
		token,
		parameters = {},
	}: { filter?: string; token?: string; parameters?: INodeParameters } = {},
): Promise<INodeListSearchResult> {
	await prepare();
	const definition = defineWorkflow(
		{ nodes: [{ type: 'n8n-nodes-ssemble.ssemble', parameters }] },
		host,
	);
	const workflow = toWorkflow(definition);
	const [node] = Object.values(workflow.nodes);
	if (!node) throw new Error('There is no node to search for');

	const search = nodeTypes.getByNameAndVersion(node.type, node.typeVersion).methods?.listSearch?.[
		method
	];
	if (!search) throw new Error(`The Ssemble node has no list search "${method}"`);
	const additionalData = { ...additionalDataFor(host), currentNodeParameters: node.parameters };
	return await search.call(
		new LoadOptionsContext(workflow, node, additionalData, 'parameters'),
		filter,
		token,
	);
}

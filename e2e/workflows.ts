import { randomUUID } from 'node:crypto';
import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { Credential, WorkflowDefinition } from './n8nApi';

/** What a node in a test's workflow can be given besides its parameters. */
export interface NodeOptions {
	/** Its name in the workflow. */
	name?: string;
	typeVersion?: number;
	credential?: Credential;
	/** What the node does when it fails; stops the workflow unless told. */
	onError?: INode['onError'];
	/** Whatever else a saved node may have. */
	more?: Partial<INode>;
}

/** Pixels between two nodes of a chain, and between two chains. */
const STEP = { x: 220, y: 200 };

/** A node of any type. Its place in the editor is set when it becomes part of a workflow. */
export const node = (
	type: string,
	parameters: IDataObject,
	{ name = type, typeVersion = 1, credential, onError, more = {} }: NodeOptions = {},
): INode => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters: parameters as INodeParameters,
	...(credential === undefined
		? {}
		: { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }),
	...(onError === undefined ? {} : { onError }),
	...more,
});

/** The Ssemble node, called "Ssemble" unless told. */
export const ssemble = (parameters: IDataObject, options: NodeOptions = {}): INode =>
	node('n8n-nodes-ssemble.ssemble', parameters, { name: 'Ssemble', typeVersion: 2, ...options });

/** The Ssemble Trigger, called "Ssemble Trigger" unless told. */
export const ssembleTrigger = (parameters: IDataObject, options: NodeOptions = {}): INode =>
	node('n8n-nodes-ssemble.ssembleTrigger', parameters, {
		name: 'Ssemble Trigger',
		...options,
		more: { webhookId: randomUUID(), ...options.more },
	});

/** The node behind "Execute workflow"; pin data to it (by its name) to start with items of your own. */
export const manualTrigger = (name = 'Start'): INode =>
	node('n8n-nodes-base.manualTrigger', {}, { name });

/** A node that passes its items on. */
export const noOp = (name: string): INode => node('n8n-nodes-base.noOp', {}, { name });

/** A workflow of chains: in each, every node passes its items to the next. */
export const workflow = (name: string, ...chains: INode[][]): WorkflowDefinition => {
	const nodes = chains.flatMap((chain, row) =>
		chain.map((each, column): INode => ({
			...each,
			position: [column * STEP.x, row * STEP.y],
		})),
	);
	const connections: IConnections = {};
	for (const chain of chains) {
		for (const [index, from] of chain.entries()) {
			const to = chain[index + 1];
			if (to === undefined) continue;
			connections[from.name] = { main: [[{ node: to.name, type: 'main', index: 0 }]] };
		}
	}
	return { name, nodes, connections };
};

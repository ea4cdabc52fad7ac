import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './communityPackage';
import type { Credential, WorkflowDefinition } from './n8nApi';

/** A workflow of the folder examples/, with this credential in all nodes that want one of its type. */
export const exampleWorkflow = async (
	file: string,
	credential: Credential,
): Promise<WorkflowDefinition> => {
	const text = await readFile(join(PROJECT, 'examples', file), 'utf8');
	const definition = JSON.parse(text) as WorkflowDefinition;
	const { type, id, name } = credential;
	return {
		...definition,
		nodes: definition.nodes.map((node) =>
			node.credentials?.[type] === undefined
				? node
				: { ...node, credentials: { ...node.credentials, [type]: { id, name } } },
		),
	};
};

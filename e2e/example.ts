import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './communityPackage';
import type { Credential, WorkflowDefinition } from './n8nApi';

/** Begins the type of each of this package's nodes. */
const OURS = 'n8n-nodes-ssemble.';

/** A workflow of the folder examples/ as it is imported: with sample data pinned, and without credentials. */
export const importedExample = async (file: string): Promise<WorkflowDefinition> =>
	JSON.parse(await readFile(join(PROJECT, 'examples', file), 'utf8')) as WorkflowDefinition;

/** The same workflow put to use: nothing is pinned, and the package's nodes have this credential. */
export const exampleWorkflow = async (
	file: string,
	credential: Credential,
): Promise<WorkflowDefinition> => {
	const definition = await importedExample(file);
	const { type, id, name } = credential;
	return {
		...definition,
		nodes: definition.nodes.map((node) =>
			node.type.startsWith(OURS) ? { ...node, credentials: { [type]: { id, name } } } : node,
		),
		pinData: {},
	};
};

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command';
import { withNode } from '../install';
import type { N8n } from '../n8n';
import type { WorkflowDefinition } from '../n8nApi';

/** Imports a workflow with n8n's command line, beside the n8n that runs; unpublished, as that does. */
export const importByCommandLine = async (
	{ installation, userFolder }: N8n,
	workflow: WorkflowDefinition & { id: string },
): Promise<void> => {
	const file = join(userFolder, 'import.json');
	await writeFile(file, JSON.stringify({ active: false, settings: {}, ...workflow }));
	const { PATH, HOME } = process.env;
	await runCommand(installation.node, [installation.cli, 'import:workflow', `--input=${file}`], {
		cwd: userFolder,
		env: withNode(installation.node, { PATH, HOME, N8N_USER_FOLDER: userFolder }),
	});
};

import type { Execution } from './n8nApi';
import type { World } from './support';

/** Kills n8n, takes back all faults, and starts n8n again; gives the workflow's execution, which then counts as crashed. */
export const crash = async ({ n8n, sandbox }: World, workflowId: string): Promise<Execution> => {
	await n8n.kill();
	sandbox.clearFaults();
	await n8n.startAgain();
	const [execution] = await n8n.waitForExecutions(1, { workflowId });
	expect(execution?.status).toBe('crashed');
	return execution as Execution;
};

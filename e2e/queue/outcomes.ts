import type { ExecutionStatus } from 'n8n-workflow';
import { jsonOf } from '../executionData';
import type { Execution, N8nApi } from '../n8nApi';
import { waitFor } from '../wait';

/** Statuses that an execution does not leave by itself. */
const ENDED: ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

/** All executions of a workflow, once each of them has ended and `isEnough` of them. */
export const endedExecutions = async (
	n8n: N8nApi,
	workflowId: string,
	isEnough: (executions: Execution[]) => boolean,
	timeoutMs: number,
): Promise<Execution[]> => {
	const known = new Map<string, Execution>();
	return await waitFor(
		`the executions of workflow ${workflowId} to end`,
		async () => {
			const all = await n8n.executions({ workflowId });
			if (!all.every(({ status }) => ENDED.includes(status))) return false;
			const added = all.filter(({ id }) => !known.has(id));
			for (const { id } of added) known.set(id, await n8n.execution(id));
			return isEnough([...known.values()]) && [...known.values()];
		},
		{ timeoutMs, everyMs: 500, explain: () => summary([...known.values()]) },
	);
};

/** How many executions brought each request out of the given node, by the request's id. */
export const deliveriesIn = (executions: Execution[], node: string): Map<string, number> => {
	const counts = new Map<string, number>();
	for (const execution of executions) {
		const ids = new Set(jsonOf(execution, node).map(({ requestId }) => requestId as string));
		for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
	}
	return counts;
};

const summary = (executions: Execution[]): string =>
	executions.map(({ id, mode, status }) => `${id} ${mode} ${status}`).join('\n');

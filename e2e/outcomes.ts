import { jsonOf } from './executionData';
import { ENDED, type Execution, type ExecutionSummary, type N8nApi } from './n8nApi';
import { waitFor } from './wait';

const hasEnded = ({ status }: ExecutionSummary): boolean => ENDED.includes(status);

/**
 * Whether an execution never got into the queue, because the process that had recorded it was killed: first
 * in, first out, and a later one has ended. Nobody acknowledged its event, which therefore came again.
 */
const isOrphan = ({ id, status }: ExecutionSummary, all: ExecutionSummary[]): boolean =>
	status === 'new' &&
	all.every((other) => other.status !== 'running') &&
	all.some((other) => hasEnded(other) && Number(other.id) > Number(id));

/** All ended executions of a workflow, once none is under way and these are `isEnough`. */
export const endedExecutions = async (
	n8n: N8nApi,
	workflowId: string,
	isEnough: (executions: Execution[]) => boolean,
	timeoutMs: number,
): Promise<Execution[]> => {
	const known = new Map<string, Execution>();
	let seen: ExecutionSummary[] = [];
	return await waitFor(
		`the executions of workflow ${workflowId} to end`,
		async () => {
			const all = await n8n.executions({ workflowId });
			seen = all;
			const ended = all.filter(hasEnded);
			if (!all.every((one) => hasEnded(one) || isOrphan(one, all))) return false;
			const added = ended.filter(({ id }) => !known.has(id));
			for (const { id } of added) known.set(id, await n8n.execution(id));
			return isEnough([...known.values()]) && [...known.values()];
		},
		{ timeoutMs, everyMs: 500, explain: () => statusesOf(seen) },
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

const statusesOf = (executions: ExecutionSummary[]): string =>
	executions.map(({ id, mode, status }) => `${id} ${mode} ${status}`).join('\n');

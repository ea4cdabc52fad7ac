import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runSsemble, type Host, type RunOptions, type WorkflowRun } from './engine';
import type { SandboxForTests } from './sandbox';

type Run = (items: IDataObject[], options?: RunOptions & { host?: Host }) => Promise<WorkflowRun>;

/** Each request is known by the start of its range, which the input item names. */
export const ranged = { start: '={{ $json.start }}', end: '={{ $json.start + 600 }}' };
export const itemsOf = (...starts: number[]) => starts.map((start) => ({ start }));

/** What tests do with executions whose process dies in a sandbox. */
export function inCrashes(s: SandboxForTests) {
	/** The same workflow for several executions. */
	function workflowWith(parameters: INodeParameters): Run {
		const same = { workflow: { id: randomUUID() }, node: { id: randomUUID() } };
		return async (items, { host = s.host, ...options } = {}) =>
			await runSsemble(parameters, host, { ...same, ...options, items });
	}

	/** Runs a workflow until some of its calls were answered, and leaves it at that. */
	async function cutOff(run: Run, items: IDataObject[], atCall: string, calls: number) {
		const stop = new AbortController();
		const running = run(items, { signal: stop.signal });
		await s.sandbox.until(() => s.calls(atCall).length >= calls);
		stop.abort();
		const ended = await running;
		await s.sandbox.until(() => s.sandbox.calls.every(({ outcome }) => outcome !== 'open'));
		return ended;
	}

	const made = (start: number) => s.sandbox.requests.filter((request) => request.start === start);
	const countsOf = (starts: number[]) => starts.map((start) => made(start).length);
	return { workflowWith, cutOff, made, countsOf };
}

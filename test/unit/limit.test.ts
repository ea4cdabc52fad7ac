import type { IExecuteFunctions, IWorkflowSettings, WorkflowExecuteMode } from 'n8n-workflow';
import { limitOf } from '../../nodes/Ssemble/wait/limit';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

/** An execution that began so many milliseconds ago, of a workflow with these settings. */
function execution(
	settings: IWorkflowSettings,
	age = 0,
	mode: WorkflowExecuteMode = 'trigger',
): IExecuteFunctions {
	const context = {
		getWorkflowSettings: () => settings,
		getExecutionContext: () => ({ version: 1, establishedAt: NOW - age, source: mode }),
		getMode: () => mode,
	};
	return context as unknown as IExecuteFunctions;
}

const HOUR = 60 * MINUTE;
const hint = expect.stringContaining("'Timeout Workflow'") as string;

it.each([
	['no time-out', {}],
	['the time-out switched off', { executionTimeout: -1 }],
	['a time-out that comes later', { executionTimeout: 7_200 }],
])('A wait ends at its own time limit, with %s', (_what, settings) => {
	for (const using of ['polling', 'webhook'] as const) {
		expect(limitOf(execution(settings), using, HOUR)).toEqual({ limitAt: NOW + HOUR, hints: [] });
	}
});

it.each([
	['polling', 295_000],
	['webhook', 210_000],
] as const)('A wait by %s ends before n8n stops the execution, and says so', (using, after) => {
	const limit = limitOf(execution({ executionTimeout: 300 }), using, HOUR);

	expect(limit).toEqual({ limitAt: NOW + after, hints: [hint] });
});

it('What the execution has taken so far counts', () => {
	const { limitAt } = limitOf(execution({ executionTimeout: 300 }, MINUTE), 'webhook', HOUR);

	expect(limitAt).toBe(NOW + 150_000);
});

it('A retry is an execution of its own, whose time begins anew', () => {
	const retry = execution({ executionTimeout: 300 }, 24 * HOUR, 'retry');

	expect(limitOf(retry, 'webhook', HOUR).limitAt).toBe(NOW + 210_000);
});

it('Where nearly no time is left, the wait is short, but one it is', () => {
	const limit = limitOf(execution({ executionTimeout: 30 }), 'webhook', HOUR);

	expect(limit).toEqual({ limitAt: NOW + 1_000, hints: [hint] });
});

it('A time limit beyond what n8n can note is cut there', () => {
	const { limitAt } = limitOf(execution({}), 'webhook', Number.MAX_SAFE_INTEGER);

	expect(limitAt).toBe(Date.UTC(3000, 0));
});

import { join } from 'node:path';
import './deduplication';
import { inspect } from 'node:util';
import { Container } from '@n8n/di';
import { BinaryDataService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	ExecutionError,
	ExecutionStatus,
	IBinaryData,
	IDataObject,
	IExecutionContext,
	INodeExecutionData,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';
import type { LogEntry } from './log';
import { logEntries } from './log';
import { loadPackage } from './nodeTypes';
import type { Host } from './workflow';
import { additionalDataFor, toWorkflow } from './workflow';

/** An error as n8n's editor shows it. */
export interface ShownError {
	name: string;
	message: string;
	description?: string | null;
	/** Further details, as the editor lists them below the description. */
	messages: string[];
	httpCode?: string | null;
	/** The input item at fault, from 0. */
	itemIndex?: number;
	node?: string;
}

/** What became of one run of a workflow, up to its end or its going to sleep. */
export class WorkflowRun {
	constructor(
		private readonly execution: Execution,
		private readonly run: IRun,
		/** The run's data as n8n writes it into its database. */
		readonly stored: string,
		/** What n8n and the nodes logged meanwhile. */
		readonly log: LogEntry[],
		readonly staticData: IDataObject,
	) {}

	get executionId(): string {
		return this.execution.id;
	}

	get workflowId(): string {
		return this.execution.definition.id;
	}

	get mode(): WorkflowExecuteMode {
		return this.run.mode;
	}

	get status(): ExecutionStatus {
		return this.run.status;
	}

	/** Until when the execution sleeps, if it does. */
	get waitTill(): Date | undefined {
		return this.run.waitTill ?? undefined;
	}

	/** What ended the execution, if it failed. */
	get error(): ShownError | undefined {
		const { error } = this.run.data.resultData;
		return error && shown(error);
	}

	/** All that is kept of the run: data, log and the workflow's static data, as one text. */
	get everything(): string {
		return [this.stored, inspect(this.log, { depth: null }), JSON.stringify(this.staticData)].join(
			'\n',
		);
	}

	/** Where a secret occurs in what is kept of the run: the surrounding texts, without the secret itself. */
	traces(secret: string): string[] {
		const parts = this.everything.split(secret);
		return parts.slice(1).map((after, index) => {
			const before = parts[index] ?? '';
			return `${before.slice(-80)}[the secret]${after.slice(0, 40)}`;
		});
	}

	/** Whether the node ran. */
	ran(node: string): boolean {
		return this.run.data.resultData.runData[node] !== undefined;
	}

	/** The items of a node's output; the error output is the last one. */
	items(node: string, output = 0): INodeExecutionData[] {
		return this.task(node).data?.main?.[output] ?? [];
	}

	/** The JSON of a node's output items. */
	json(node: string, output = 0): IDataObject[] {
		return this.items(node, output).map(({ json }) => json);
	}

	/** The hints below a node's output. */
	hints(node: string): NodeExecutionHint[] {
		return this.task(node).hints ?? [];
	}

	/** The error shown on a node. */
	errorOf(node: string): ShownError | undefined {
		const { error } = this.task(node);
		return error && shown(error);
	}

	/** The execution's next run: from its being woken up to its end or its next sleep. */
	async resumed(): Promise<WorkflowRun> {
		return await this.execution.runAfter(this);
	}

	/** Presses "Retry" on the failed execution in n8n's list of executions. */
	async retry(): Promise<WorkflowRun> {
		return await this.execution.retry();
	}

	/**
	 * Presses "Retry" after n8n went down over the execution: of all its data only the beginning was saved.
	 *
	 * @param items what the first node returns this time, if something else
	 */
	async retryAfterCrash(items?: IDataObject[]): Promise<WorkflowRun> {
		return await this.execution.retryAfterCrash(items);
	}

	/**
	 * Presses "Retry" after the execution was stopped, if it begins anew.
	 *
	 * @param isContextSaved whether n8n saved when it began
	 */
	async retryAfterStop(isContextSaved: boolean): Promise<WorkflowRun> {
		return await this.execution.retryFromBeginning(undefined, isContextSaved);
	}

	/** Wakes the sleeping execution up as n8n does when its time is over. */
	async resumeAtLimit(): Promise<WorkflowRun> {
		return await this.execution.resumeAtLimit();
	}

	private task(node: string): ITaskData {
		const task = this.run.data.resultData.runData[node]?.at(-1);
		if (!task) throw new Error(`The node "${node}" did not run`);
		return task;
	}
}

/** The content of a binary, wherever n8n has stored it. */
export async function contentOf(binary: IBinaryData): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(binary);
}

/** An execution over its whole life, which several runs make up if it sleeps in between. */
export class Execution {
	readonly id = String(++lastId);

	/** What n8n's database holds of it. */
	private stored = '';

	private status: ExecutionStatus = 'new';

	readonly runs: WorkflowRun[] = [];

	private readonly listeners: Array<() => void> = [];

	/** With what it began. */
	private beginning: { node: string; input: INodeExecutionData[][] } | undefined;

	constructor(
		readonly definition: IWorkflowBase,
		readonly host: Host,
		readonly mode: WorkflowExecuteMode,
	) {
		executions.set(this.id, this);
	}

	isWaiting(): boolean {
		return this.status === 'waiting';
	}

	/** A copy of the data of a sleeping execution, read as n8n reads it from its database. */
	async load(): Promise<IRunExecutionData> {
		const { flatted } = await prepare();
		return flatted.parse(this.stored) as IRunExecutionData;
	}

	/** Runs the workflow from one of its nodes, which gets the given input. */
	async start(
		node: string,
		input: INodeExecutionData[][],
		signal?: AbortSignal,
		runtimeData = this.host.isVersion1 ? contextOfVersion1(this.mode) : undefined,
	): Promise<WorkflowRun> {
		this.beginning = { node, input };
		const start = toWorkflow(this.definition).getNode(node);
		if (!start) throw new Error(`There is no node "${node}" in the workflow`);
		return await this.runOn(
			createRunExecutionData({
				executionData: {
					nodeExecutionStack: [{ node: start, data: { main: input }, source: null }],
					runtimeData,
				},
			}),
			signal,
		);
	}

	async retryAfterCrash(items?: IDataObject[]): Promise<WorkflowRun> {
		forgetProcess();
		return await this.retryFromBeginning(items);
	}

	async retryFromBeginning(
		items?: IDataObject[],
		isContextSaved = this.host.isVersion1 !== true,
	): Promise<WorkflowRun> {
		if (!this.beginning) throw new Error('The execution has not begun');
		const { node } = this.beginning;
		const input = items ? [items.map((json) => ({ json }))] : this.beginning.input;
		const { executionData } = await this.load();
		const saved = isContextSaved ? executionData?.runtimeData : undefined;
		const again = new Execution(this.definition, this.host, 'retry');
		return await again.start(node, input, undefined, saved);
	}

	/** A new execution that begins with the node that failed, on what the others had yielded. */
	async retry(): Promise<WorkflowRun> {
		const data = await this.load();
		const { lastNodeExecuted = '', runData } = data.resultData;
		delete data.resultData.error;
		if (runData[lastNodeExecuted]?.at(-1)?.error) runData[lastNodeExecuted].pop();
		return await new Execution(this.definition, this.host, 'retry').runOn(data);
	}

	async resumeAtLimit(): Promise<WorkflowRun> {
		const data = await this.load();
		return await this.runOn({ ...data, waitTill: new Date(data.waitTill ?? 0) });
	}

	/** Continues with data that a webhook has changed. */
	async resume(data: IRunExecutionData): Promise<WorkflowRun> {
		return await this.runOn(data);
	}

	async runAfter(run: WorkflowRun): Promise<WorkflowRun> {
		for (;;) {
			const next = this.runs[this.runs.indexOf(run) + 1];
			if (next) return next;
			await new Promise<void>((resolve) => this.listeners.push(resolve));
		}
	}

	private async execute(
		workflow: Workflow,
		data: IRunExecutionData,
		additionalData: IWorkflowExecuteAdditionalData,
		signal?: AbortSignal,
	): Promise<IRun> {
		const startedAt = new Date();
		try {
			const running = new WorkflowExecute(additionalData, this.mode, data).processRunExecutionData(
				workflow,
			);
			const cancel = () => running.cancel();
			signal?.addEventListener('abort', cancel);
			return await running.finally(() => signal?.removeEventListener('abort', cancel));
		} catch (caught) {
			// n8n found the workflow unfit to run, a required parameter being empty for example.
			const error = caught instanceof Error ? caught : new Error(String(caught));
			return {
				data: createRunExecutionData({
					resultData: {
						runData: {},
						error: Object.assign({}, error, { message: error.message }) as ExecutionError,
					},
				}),
				mode: this.mode,
				startedAt,
				status: 'error',
				storedAt: 'db',
			};
		}
	}

	private async runOn(data: IRunExecutionData, signal?: AbortSignal): Promise<WorkflowRun> {
		const { flatted } = await prepare();
		const isRestart = this.status === 'waiting';
		this.status = 'running';
		const logged = logEntries.length;

		const hooks = new ExecutionLifecycleHooks(this.mode, this.id, this.definition);
		let saved: IRun | undefined;
		hooks.addHandler('workflowExecuteAfter', (run) => {
			saved ??= run;
		});
		const additionalData = additionalDataFor(this.host, this.id, hooks);
		if (isRestart) additionalData.restartExecutionId = this.id;

		const workflow = toWorkflow(this.definition);
		const ended = await this.execute(workflow, data, additionalData, signal);
		// What n8n saves. Of a cancelled execution that is how it was at that moment.
		const result = saved ?? ended;

		if (workflow.staticData.__dataChanged) this.definition.staticData = { ...workflow.staticData };
		this.stored = flatted.stringify(result.data);
		this.status = result.status;

		const run = new WorkflowRun(
			this,
			result,
			this.stored,
			logEntries.slice(logged),
			this.definition.staticData ?? {},
		);
		this.runs.push(run);
		for (const listener of this.listeners.splice(0)) listener();
		return run;
	}
}

/** Before version 2, n8n does not note what an execution began with, nor saves when it began. */
function contextOfVersion1(source: WorkflowExecuteMode): IExecutionContext {
	return { version: 1, establishedAt: Date.now(), source };
}

/** What a process remembers of the requests that it submitted goes with it. */
function forgetProcess(): void {
	const claims = join(__dirname, '../../../dist/nodes/Ssemble/submit/claims.js');
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- as n8n loads the nodes
	(require(claims) as { CLAIMED: Map<string, unknown> }).CLAIMED.clear();
}

/** All executions of this test file, by id. */
export const executions = new Map<string, Execution>();

let lastId = 100;

/** Makes n8n's parts ready for use; once they are, further calls do nothing. */
export async function prepare(): Promise<Prepared> {
	return await (preparing ??= (async () => {
		await loadPackage();
		await Container.get(BinaryDataService).init();
		return { flatted: await import('flatted') };
	})());
}
let preparing: Promise<Prepared> | undefined;

interface Prepared {
	/** With which n8n turns run data into text for its database. */
	flatted: Pick<JSON, 'parse' | 'stringify'>;
}

function shown(error: ExecutionError): ShownError {
	const { name, message, description, context, node } = error as Partial<ExecutionError> & {
		message: string;
		node?: { name: string };
	};
	return {
		name: name ?? 'Error',
		message,
		description,
		messages: 'messages' in error ? error.messages : [],
		httpCode: 'httpCode' in error ? error.httpCode : undefined,
		itemIndex: context?.itemIndex as number | undefined,
		node: node?.name,
	};
}

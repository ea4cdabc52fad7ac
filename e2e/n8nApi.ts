import { createRequire } from 'node:module';
import { join } from 'node:path';
import type {
	ExecutionStatus,
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeTypeDescription,
	IRunExecutionData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { waitFor, type WaitOptions } from './wait';

/** A workflow as it is saved and imported. */
export interface WorkflowDefinition {
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: Record<string, INodeExecutionData[]>;
}

/** A workflow as n8n keeps it. */
export interface SavedWorkflow extends WorkflowDefinition {
	id: string;
	name: string;
	active: boolean;
	versionId: string;
}

/** A credential as nodes refer to it. */
export interface Credential {
	id: string;
	name: string;
	type: string;
}

/** What is known of an execution without its data. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	mode: WorkflowExecuteMode;
	status: ExecutionStatus;
	/** ISO 8601. */
	startedAt: string | null;
	/** ISO 8601. */
	stoppedAt?: string | null;
	/** ISO 8601: when a sleeping execution is woken at the latest. */
	waitTill?: string | null;
	retryOf?: string | null;
}

/** An execution with everything its nodes received and gave out. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

/** Which executions are meant. */
export interface ExecutionFilter {
	workflowId?: string;
	status?: ExecutionStatus | ExecutionStatus[];
	mode?: WorkflowExecuteMode;
}

/** What a running node of a workflow starts from, and where it ends. */
export interface ManualRun {
	/** The name of the trigger node to start from. */
	trigger: string;
	/** The name of the last node to run; all of the workflow unless told. */
	destination?: string;
}

/** A request for the entries of a searchable dropdown. */
export interface ListSearchRequest {
	node: Pick<INode, 'type' | 'typeVersion' | 'parameters' | 'credentials'>;
	/** The method in the node's `methods.listSearch`. */
	method: string;
	/** The parameter it fills, as `parameters.additionalOptions.templateId`. */
	path: string;
	filter?: string;
	paginationToken?: string;
}

/** Entries of a searchable dropdown. */
export interface ListSearchResult {
	results: Array<{ name: string; value: string | number | boolean; url?: string }>;
	paginationToken?: string;
}

/** n8n's answer to a request it did not take. */
export class N8nApiError extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		/** The http status. */
		readonly status: number,
		/** n8n's message, or the body. */
		readonly reason: string,
	) {
		super(`${method} ${path} was answered with ${status}: ${reason}`);
	}
}

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ status: string; errorMessage: string | null }>;
}

/** Statuses that an execution does not leave by itself. */
/** Statuses that an execution does not leave by itself. */
export const ENDED: ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

/** The owner of every n8n that the harness sets up; it is nobody's, and only on this machine. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Ssemble-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
} as const;

/** n8n's REST interface, as far as its own editor would use it here. */
export class N8nApi {
	private cookie = '';

	/**
	 * @param url Where n8n is, without a slash at the end.
	 * @param folder Where n8n is installed: its executions are read with its own library.
	 */
	constructor(
		public url: string,
		private readonly folder: string,
	) {}

	/** What may help to understand why something did not come true in time. */
	protected explain(): string {
		return '';
	}

	private async until<T>(
		what: string,
		probe: () => Promise<T | false>,
		options: WaitOptions = {},
	): Promise<T> {
		return await waitFor(what, probe, { explain: () => this.explain(), ...options });
	}

	/** Any request to n8n's REST interface; gives the `data` of its answer. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.send<{ data: T }>(method, `/rest${path}`, body);
		return answer.data;
	}

	/** Any request to n8n with the owner's cookie; gives the answer's body. */
	private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				cookie: this.cookie,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const cookie = response.headers.getSetCookie().find((entry) => entry.startsWith('n8n-auth='));
		if (cookie !== undefined) this.cookie = cookie.split(';', 1)[0] ?? '';
		const text = await response.text();
		if (!response.ok) throw new N8nApiError(method, path, response.status, messageIn(text));
		return JSON.parse(text) as T;
	}

	/** Signs in as the owner, who is made if n8n has none yet. */
	async signIn(): Promise<void> {
		const { email, password } = OWNER;
		try {
			// Version 1 calls the first of them "email".
			await this.request('POST', '/login', { emailOrLdapLoginId: email, email, password });
		} catch (error) {
			if (!(error instanceof N8nApiError) || error.status !== 401) throw error;
			await this.request('POST', '/owner/setup', OWNER);
		}
	}

	/** All versions of all node types, as the editor gets them. Needs an n8n with its editor. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return await this.send('GET', '/types/nodes.json');
	}

	async createCredential(type: string, data: IDataObject, name = type): Promise<Credential> {
		const { id } = await this.request<{ id: string }>('POST', '/credentials', { name, type, data });
		return { id, name, type };
	}

	async credentials(): Promise<Credential[]> {
		return await this.request('GET', '/credentials');
	}

	async updateCredential(credential: Credential, data: IDataObject): Promise<void> {
		await this.request('PATCH', `/credentials/${credential.id}`, { ...credential, data });
	}

	/** Runs the credential's own test with this data, as the editor does when it is saved. */
	async testCredential(
		credential: Credential,
		data: IDataObject,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.request('POST', '/credentials/test', {
			credentials: { ...credential, data },
		});
	}

	async createWorkflow(definition: WorkflowDefinition): Promise<SavedWorkflow> {
		const { name = 'Workflow', settings = {}, ...rest } = definition;
		return await this.request('POST', '/workflows', { name, settings, active: false, ...rest });
	}

	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.request('GET', `/workflows/${id}`);
	}

	/** Every workflow, without its nodes. */
	async workflows(): Promise<Array<Pick<SavedWorkflow, 'id' | 'name' | 'active'>>> {
		return await this.request('GET', '/workflows');
	}

	/** Saves changes; an active workflow goes on with its published version until it is activated anew. */
	async updateWorkflow(id: string, changes: Partial<WorkflowDefinition>): Promise<SavedWorkflow> {
		const { versionId } = await this.workflow(id);
		return await this.request('PATCH', `/workflows/${id}`, { ...changes, versionId });
	}

	/** Deactivates and deletes it with all its executions. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.deactivate(id);
		await this.request('POST', `/workflows/${id}/archive`, {});
		await this.request('DELETE', `/workflows/${id}`);
	}

	/** Publishes the workflow as it is saved, and waits until n8n listens to all its triggers. */
	async activate(id: string, options: WaitOptions = {}): Promise<void> {
		const { versionId } = await this.workflow(id);
		try {
			await this.request('POST', `/workflows/${id}/activate`, { versionId });
		} catch (error) {
			if (!isMissing(error)) throw error;
			// Version 1: a switch of the workflow, and all is done when it answers.
			await this.request('PATCH', `/workflows/${id}`, { active: true, versionId });
		}
		await this.waitForPublication(id, 'published', options);
	}

	/** Stops listening to the workflow's triggers, and waits until that is so. */
	async deactivate(id: string, options: WaitOptions = {}): Promise<void> {
		try {
			await this.request('POST', `/workflows/${id}/deactivate`, {});
		} catch (error) {
			if (!isMissing(error)) throw error;
			const { versionId } = await this.workflow(id);
			await this.request('PATCH', `/workflows/${id}`, { active: false, versionId });
		}
		await this.waitForPublication(id, 'not_published', options);
	}

	private async waitForPublication(
		id: string,
		wanted: 'published' | 'not_published',
		options: WaitOptions,
	): Promise<void> {
		const settled = await this.until(
			`workflow ${id} to be ${wanted.replace('_', ' ')}`,
			async () => {
				try {
					const path = `/workflows/${id}/publication-status`;
					const state = await this.request<PublicationStatus>('GET', path);
					return (state.status === wanted || /failed|partial/.test(state.status)) && state;
				} catch (error) {
					if (isMissing(error)) return 'synchronous' as const;
					throw error;
				}
			},
			options,
		);
		if (settled === 'synchronous' || settled.status === wanted) return;
		const reasons = settled.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		throw new Error(`Workflow ${id} could not be activated: ${reasons.join('; ')}`);
	}

	/**
	 * Runs the workflow as the editor's "Execute workflow" or "Execute step" does.
	 * Gives the execution's id, or undefined when n8n now listens for one call of the trigger's test URL.
	 */
	async run(id: string, { trigger, destination }: ManualRun): Promise<string | undefined> {
		const workflowData = await this.workflow(id);
		const destinationNode =
			destination === undefined ? undefined : { nodeName: destination, mode: 'inclusive' };
		const started = await this.request<{ executionId?: string }>('POST', `/workflows/${id}/run`, {
			workflowData,
			triggerToStartFrom: { name: trigger },
			destinationNode,
		});
		return started.executionId;
	}

	/** Runs the workflow and waits for the end of the execution, or until it sleeps. */
	async runToEnd(id: string, run: ManualRun, options: WaitOptions = {}): Promise<Execution> {
		const executionId = await this.run(id, run);
		if (executionId === undefined) throw new Error(`"${run.trigger}" waits for a test event`);
		return await this.waitForExecution(executionId, [...ENDED, 'waiting'], options);
	}

	/** All executions that match, newest first. */
	async executions(filter: ExecutionFilter = {}): Promise<ExecutionSummary[]> {
		const { status, mode, workflowId } = filter;
		const wanted = { workflowId, status: status === undefined ? undefined : [status].flat() };
		const all: ExecutionSummary[] = [];
		let next = '';
		do {
			const query = new URLSearchParams({ limit: '100', filter: JSON.stringify(wanted) });
			const page: { results: ExecutionSummary[]; nextCursor?: string | null; count: number } =
				await this.request('GET', `/executions?${query.toString()}${next}`);
			all.push(...page.results);
			const last = page.results.at(-1)?.id;
			if (typeof page.nextCursor === 'string') next = `&cursor=${page.nextCursor}`;
			else if (page.nextCursor === undefined && all.length < page.count && last !== undefined)
				next = `&lastId=${last}`;
			else next = '';
		} while (next !== '');
		// n8n takes a filter by mode, but not every version heeds it.
		return mode === undefined ? all : all.filter((execution) => execution.mode === mode);
	}

	/** An execution with its data; one that is still under way may have none. */
	async execution(id: string): Promise<Execution> {
		return await this.until(`the data of execution ${id}`, async () => {
			const { data, ...summary } = await this.request<ExecutionSummary & { data: string }>(
				'GET',
				`/executions/${id}`,
			);
			const execution = { ...summary, data: this.parseFlatted(data) };
			// n8n 1 saves the status before the data, which may be missing or still that of the execution's sleep.
			const hasEnded = ['success', 'error'].includes(execution.status);
			const isMissing = execution.data === undefined && ENDED.includes(execution.status);
			const isStale = hasEnded && execution.data?.waitTill !== undefined;
			return !isMissing && !isStale && (execution as Execution);
		});
	}

	/** n8n saves an execution's data in the form of the package "flatted": read with the one it brings. */
	private parseFlatted(data: string): IRunExecutionData | undefined {
		const inFolder = createRequire(join(this.folder, 'package.json'));
		const inN8n = createRequire(inFolder.resolve('n8n/package.json'));
		const flatted = inN8n('flatted') as { parse: (text: string) => IRunExecutionData | undefined };
		return flatted.parse(data);
	}

	/** Waits until the execution has one of these statuses; until it has ended, unless told. */
	async waitForExecution(
		id: string,
		statuses: ExecutionStatus | ExecutionStatus[] = ENDED,
		options: WaitOptions = {},
	): Promise<Execution> {
		const wanted = [statuses].flat();
		return await this.until(
			`execution ${id} to be ${wanted.join(' or ')}`,
			async () => {
				const execution = await this.execution(id);
				return wanted.includes(execution.status) && execution;
			},
			options,
		);
	}

	/** Waits until at least `count` executions match, which have ended unless the filter says otherwise. */
	async waitForExecutions(
		count: number,
		filter: ExecutionFilter,
		options: WaitOptions = {},
	): Promise<Execution[]> {
		const found = await this.until(
			`${count} executions with ${JSON.stringify(filter)}`,
			async () => {
				const executions = await this.executions({ status: ENDED, ...filter });
				return executions.length >= count && executions;
			},
			options,
		);
		return await Promise.all(found.map(async ({ id }) => await this.execution(id)));
	}

	/**
	 * Repeats a failed execution from the node that failed, and gives the new one when it has ended.
	 * @param loadWorkflow Whether with the workflow as it is saved now, or as it was.
	 */
	async retryExecution(id: string, loadWorkflow = false): Promise<Execution> {
		const retried = await this.request<{ id: string }>('POST', `/executions/${id}/retry`, {
			loadWorkflow,
		});
		return await this.execution(retried.id);
	}

	/** Cancels a running or sleeping execution. */
	async stopExecution(id: string): Promise<void> {
		await this.request('POST', `/executions/${id}/stop`);
	}

	/** What a searchable dropdown of a node shows. */
	async listSearch(request: ListSearchRequest): Promise<ListSearchResult> {
		const { node, method, path, filter, paginationToken } = request;
		return await this.request('POST', '/dynamic-node-parameters/resource-locator-results', {
			path,
			methodName: method,
			nodeTypeAndVersion: { name: node.type, version: node.typeVersion },
			currentNodeParameters: node.parameters,
			credentials: node.credentials,
			filter,
			paginationToken,
		});
	}

	/** The content of a file that a node gave out. */
	async binary(item: INodeExecutionData, property = 'data'): Promise<Buffer> {
		const file = item.binary?.[property];
		if (file === undefined) throw new Error(`The item has no binary data "${property}"`);
		// Without an id, the content itself stands in the item.
		if (file.id === undefined) return Buffer.from(file.data, 'base64');
		const query = new URLSearchParams({ id: file.id, action: 'download' });
		const response = await fetch(`${this.url}/rest/binary-data?${query.toString()}`, {
			headers: { cookie: this.cookie },
		});
		if (!response.ok) throw new Error(`Binary data was answered with ${response.status}`);
		return Buffer.from(await response.arrayBuffer());
	}
}

const isMissing = (error: unknown): boolean => error instanceof N8nApiError && error.status === 404;

const messageIn = (body: string): string => {
	try {
		const { message } = JSON.parse(body) as { message?: string };
		return message ?? body;
	} catch {
		return body.slice(0, 500);
	}
};

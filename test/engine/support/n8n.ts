import './environment';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Container } from '@n8n/di';
import { ActiveWorkflowTriggers, HookContext, PollContext, WebhookContext } from 'n8n-core';
import type {
	CloseFunction,
	IDataObject,
	INode,
	INodeExecutionData,
	IRunExecutionData,
	IWebhookDescription,
	IWebhookResponseData,
	IWorkflowBase,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import { Execution, executions, prepare, type WorkflowRun } from './execution';
import { likeExpress, received, UnreadableBody } from './express';
import type { ExpressLikeResponse, ReceivedRequest } from './express';
import { nodeTypes } from './nodeTypes';
import { webhookData, webhooksOf, type FoundWebhook } from './webhooks';
import type { Host, WorkflowSpec } from './workflow';
import { additionalDataFor, defineWorkflow, toWorkflow } from './workflow';

/** What the sender of a webhook got back. */
export interface Answer {
	status: number;
	/** The JSON of the body, or its text if it is none. */
	body: unknown;
}

/**
 * Starts the part of an n8n that waits for calls: active workflows, test webhooks and sleeping executions,
 * on a port of 127.0.0.1. Give `n8n.host` to whatever runs in it.
 */
export async function startN8n(host: Host): Promise<N8n> {
	await prepare();
	const n8n = new N8n(host);
	await n8n.listen();
	return n8n;
}

export class N8n {
	/** All runs that calls, events and polls have started, in the order of their ends. */
	readonly runs: WorkflowRun[] = [];

	/** How many runs they have started. */
	started = 0;

	/** How many of the next executions n8n cannot record, as with a locked database. */
	unrecorded = 0;

	/** Errors thrown by webhook functions; n8n answers them with status 500. */
	readonly failures: unknown[] = [];

	private readonly server: Server;

	/** Webhooks by mode and path, e.g. "webhook ssemble/123". */
	private readonly webhooks = new Map<string, RegisteredWebhook>();

	private readonly listeners: Array<() => void> = [];

	/** The workflows that are active. */
	readonly active = new Set<ActiveWorkflow>();

	constructor(private readonly given: Host) {
		this.server = createServer((request, response) => void this.handle(request, response));
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	/** Where this n8n is reached, e.g. "http://127.0.0.1:40123/". */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	get host(): Host {
		return { webhookUrl: this.url, ...this.given };
	}

	/** Deactivates all workflows and stops. */
	async close(): Promise<void> {
		for (const workflow of this.active) await workflow.deactivate();
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** Waits until so many runs were started from outside and have ended. */
	async runsReach(count: number): Promise<WorkflowRun[]> {
		while (this.runs.length < count) {
			await new Promise<void>((resolve) => this.listeners.push(resolve));
		}
		return this.runs;
	}

	/** Waits until no run that was started from outside is under way. */
	async idle(): Promise<void> {
		await this.runsReach(this.started);
	}

	/**
	 * Publishes a workflow: registers its webhooks and polls its triggers for the first time.
	 *
	 * @param activation 'init' is a start of n8n with the workflow already active
	 */
	async activate(
		spec: WorkflowSpec,
		activation: WorkflowActivateMode = 'activate',
	): Promise<ActiveWorkflow> {
		const definition = defineWorkflow({ active: true, ...spec }, this.host);
		const workflow = new ActiveWorkflow(this, definition);
		await workflow.activate(activation);
		this.active.add(workflow);
		return workflow;
	}

	/**
	 * Presses "Execute step" on the workflow's trigger and waits for the run that the first call of its test
	 * URL starts.
	 */
	async listenForTestEvent(
		spec: WorkflowSpec,
	): Promise<{ url: string; run: Promise<WorkflowRun> }> {
		const definition = defineWorkflow(spec, this.host);
		const workflow = toWorkflow(definition);
		const [webhook] = webhooksOf(workflow);
		if (!webhook) throw new Error('The workflow has no webhook');

		const run = new Promise<WorkflowRun>((resolve) => {
			this.register('webhook-test', webhook, definition, resolve);
		});
		await this.callWebhookMethod('create', workflow, webhook, 'manual', 'manual');
		return {
			url: `${this.url}webhook-test/${webhook.path}`,
			run: run.finally(async () => {
				this.webhooks.delete(`webhook-test ${webhook.path}`);
				await this.callWebhookMethod('delete', workflow, webhook, 'manual', 'manual');
			}),
		};
	}

	/** Posts a body to a path of this n8n, e.g. "webhook/ssemble/123"; an object as JSON. */
	async post(
		path: string,
		body: IDataObject | string,
		headers: Record<string, string> = { 'content-type': 'application/json' },
	): Promise<Answer> {
		const response = await fetch(new URL(path, this.url), {
			method: 'POST',
			headers,
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
		const text = await response.text();
		return { status: response.status, body: parsed(text) };
	}

	/** Posts an event to a workflow's trigger, which takes it, and waits for the run that it starts. */
	async deliver(workflow: ActiveWorkflow, event: IDataObject): Promise<WorkflowRun> {
		const before = this.runs.length;
		const { status, body } = await this.post(`webhook/ssemble/${workflow.id}`, event);
		if (status !== 200)
			throw new Error(`The event was answered ${status}: ${JSON.stringify(body)}`);
		const run = (await this.runsReach(before + 1))[before];
		if (!run) throw new Error('The event started no run');
		return run;
	}

	register(
		kind: 'webhook-test' | 'webhook',
		webhook: FoundWebhook,
		definition: IWorkflowBase,
		onRun?: (run: WorkflowRun) => void,
	): void {
		this.webhooks.set(`${kind} ${webhook.path}`, { ...webhook, definition, onRun });
	}

	unregister(webhook: FoundWebhook): void {
		this.webhooks.delete(`webhook ${webhook.path}`);
	}

	async callWebhookMethod(
		method: 'create' | 'delete',
		workflow: Workflow,
		{ node, description }: FoundWebhook,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<void> {
		const additionalData = additionalDataFor(this.host);
		const data = webhookData(workflow, node, description, additionalData, mode === 'manual');
		const context = new HookContext(workflow, node, additionalData, mode, activation, data);
		const methods = nodeTypes.getByNameAndVersion(node.type, node.typeVersion).webhookMethods?.[
			description.name
		];
		if (method === 'create' && (await methods?.checkExists.call(context))) return;
		await methods?.[method].call(context);
	}

	/** Starts a run from outside, from the given node with the given input. */
	async start(
		definition: IWorkflowBase,
		mode: WorkflowExecuteMode,
		node: string,
		input: INodeExecutionData[][],
	): Promise<WorkflowRun> {
		this.started += 1;
		return this.ended(await new Execution(definition, this.host, mode).start(node, input));
	}

	private ended(run: WorkflowRun): WorkflowRun {
		this.runs.push(run);
		for (const listener of this.listeners.splice(0)) listener();
		return run;
	}

	private async handle(request: IncomingMessage, plain: ServerResponse): Promise<void> {
		const response = likeExpress(plain);
		const url = new URL(request.url ?? '/', this.url);
		const [, kind = '', ...path] = decodeURIComponent(url.pathname).split('/');
		try {
			const call = { request: await received(request, url), response };
			if (kind === 'webhook-waiting') {
				// What a node appends to the resume URL lands in its query, if n8n has signed it.
				const [signature, suffix] = (url.searchParams.get('signature') ?? '').split('/');
				await this.wake(path[0] ?? '', signature, path[1] ?? suffix ?? '', call);
				return;
			}
			const webhook = this.webhooks.get(`${kind} ${path.join('/')}`);
			if (!webhook || webhook.description.httpMethod !== request.method) {
				const message = `The requested webhook "${request.method ?? ''} ${path.join('/')}" is not registered.`;
				response.status(404).json({ code: 404, message });
				return;
			}
			await this.trigger(webhook, kind === 'webhook-test', call);
		} catch (error) {
			if (error instanceof UnreadableBody) {
				response.status(422).json({ code: 422, message: error.message });
				return;
			}
			this.failures.push(error);
			if (!response.headersSent) {
				response.status(500).json({ code: 0, message: 'Error in workflow' });
			}
		}
	}

	private async trigger(webhook: RegisteredWebhook, isTest: boolean, call: Call): Promise<void> {
		const { definition, onRun } = webhook;
		const workflow = toWorkflow(definition);
		const node = nodeOf(workflow, webhook.node.name);
		const mode = isTest ? 'manual' : 'webhook';
		const result = await this.callWebhook(
			workflow,
			node,
			webhook.description,
			{ mode, isTest, data: null },
			call,
		);
		if (result.workflowData && this.unrecorded > 0) {
			this.unrecorded -= 1;
			call.response.status(500).json({ code: 0, message: 'Database is not ready!' });
			return;
		}
		if (result.workflowData) {
			const run = this.start(definition, mode, node.name, result.workflowData);
			if (onRun) void run.then(onRun);
			// Where an execution was started, n8n prefers what the description says to what webhook() returned.
			const responseData = responseDataOf(workflow, webhook) ?? 'firstEntryJson';
			call.response.send(responseData === '' ? result.webhookResponse : responseData);
			return;
		}
		respond(call.response, result);
	}

	private async wake(
		id: string,
		signature: string | undefined,
		suffix: string,
		call: Call,
	): Promise<void> {
		const { response } = call;
		const execution = executions.get(id);
		if (!execution) {
			response.status(404).json({ code: 404, message: `The execution "${id}" does not exist.` });
			return;
		}
		if (!execution.isWaiting()) {
			response.status(409).json({ code: 409, message: `The execution "${id}" is not waiting.` });
			return;
		}
		const data = await execution.load();
		if (data.resumeToken && data.resumeToken !== signature) {
			response.status(401).json({ error: 'Invalid token' });
			return;
		}

		// n8n switches the sleeping node off, so that it passes on what its webhook yields.
		const [sleeping] = data.executionData?.nodeExecutionStack ?? [];
		const name = data.resultData.lastNodeExecuted ?? '';
		if (!sleeping) throw new Error(`Nothing sleeps in execution ${id}`);
		sleeping.node.disabled = true;
		data.waitTill = undefined;
		data.resultData.runData[name]?.pop();

		const workflow = toWorkflow(execution.definition);
		const node = nodeOf(workflow, name);
		const webhook = webhooksOf(workflow, node, true).find(({ path }) => path === suffix);
		if (!webhook) {
			const message = `The workflow for execution "${id}" does not contain a waiting webhook with a matching path/method.`;
			response.status(404).json({ code: 404, message });
			return;
		}
		const result = await this.callWebhook(
			workflow,
			node,
			webhook.description,
			{ mode: execution.mode, isTest: false, data, executionId: id },
			call,
		);
		if (result.workflowData) {
			// Another call may have been faster.
			if (!execution.isWaiting()) {
				response.status(409).json({ code: 409, message: `The execution "${id}" is running.` });
				return;
			}
			sleeping.data.main = result.workflowData;
			sleeping.metadata = { ...sleeping.metadata, forwardAllOutputs: true };
			this.started += 1;
			void execution.resume(data).then((run) => this.ended(run));
		}
		respond(response, result);
	}

	private async callWebhook(
		workflow: Workflow,
		node: INode,
		description: IWebhookDescription,
		run: {
			mode: WorkflowExecuteMode;
			isTest: boolean;
			data: IRunExecutionData | null;
			executionId?: string;
		},
		{ request, response }: Call,
	): Promise<IWebhookResponseData> {
		const type = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		if (!type.webhook) throw new Error(`The node "${node.name}" has no webhook function`);

		const additionalData = {
			...additionalDataFor(this.host, run.executionId),
			httpRequest: request,
			httpResponse: response,
		};
		const closeFunctions: CloseFunction[] = [];
		const context = new WebhookContext(
			workflow,
			node,
			additionalData,
			run.mode,
			webhookData(workflow, node, description, additionalData, run.isTest),
			closeFunctions,
			run.data,
		);
		const result = await type.webhook.call(context);
		for (const close of closeFunctions) await close();
		return result;
	}
}

/** A published workflow. */
export class ActiveWorkflow {
	private readonly workflow: Workflow;

	private activation: WorkflowActivateMode = 'activate';

	constructor(
		private readonly n8n: N8n,
		readonly definition: IWorkflowBase,
	) {
		this.workflow = toWorkflow(definition);
	}

	get id(): string {
		return this.definition.id;
	}

	async activate(activation: WorkflowActivateMode): Promise<void> {
		this.activation = activation;
		for (const webhook of webhooksOf(this.workflow)) {
			this.n8n.register('webhook', webhook, this.definition);
			await this.n8n.callWebhookMethod('create', this.workflow, webhook, 'trigger', activation);
		}
		await Container.get(ActiveWorkflowTriggers).addAllTriggers(
			this.id,
			this.workflow,
			additionalDataFor(this.n8n.host),
			'trigger',
			activation,
			() => {
				throw new Error('There is no trigger function to call');
			},
			(_workflow, node) => this.pollContext(node),
		);
		this.saveStaticData();
	}

	async deactivate(): Promise<void> {
		this.n8n.active.delete(this);
		await Container.get(ActiveWorkflowTriggers).remove(this.id);
		for (const webhook of webhooksOf(this.workflow)) {
			this.n8n.unregister(webhook);
			await this.n8n.callWebhookMethod(
				'delete',
				this.workflow,
				webhook,
				'trigger',
				this.activation,
			);
		}
	}

	/** Lets a poll time of the workflow's trigger come. Returns the run that it starts, if any. */
	async poll(): Promise<WorkflowRun | undefined> {
		const [node] = this.workflow.getPollNodes();
		if (!node) throw new Error('The workflow does not poll');
		const type = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const items = await type.poll?.call(this.pollContext(node));
		if (!items) return undefined;
		if (this.n8n.unrecorded > 0) {
			this.n8n.unrecorded -= 1;
			this.saveStaticData();
			return undefined;
		}
		return await this.emit(node, items);
	}

	private pollContext(node: INode): PollContext {
		return new PollContext(
			this.workflow,
			node,
			additionalDataFor(this.n8n.host),
			'trigger',
			this.activation,
			(items) => void this.emit(node, items),
		);
	}

	private async emit(node: INode, items: INodeExecutionData[][]): Promise<WorkflowRun> {
		this.saveStaticData();
		return await this.n8n.start(this.definition, 'trigger', node.name, items);
	}

	private saveStaticData(): void {
		this.definition.staticData = deepCopy({ ...this.workflow.staticData });
	}
}

interface RegisteredWebhook extends FoundWebhook {
	definition: IWorkflowBase;
	onRun?: (run: WorkflowRun) => void;
}

interface Call {
	request: ReceivedRequest;
	response: ExpressLikeResponse;
}

function responseDataOf(workflow: Workflow, { node, description }: FoundWebhook): unknown {
	return workflow.expression.getComplexParameterValue(
		node,
		description.responseData,
		'webhook',
		{},
	);
}

function respond(response: ExpressLikeResponse, result: IWebhookResponseData): void {
	if (result.noWebhookResponse || response.headersSent) return;
	const otherwise = result.workflowData ? 'firstEntryJson' : { message: 'Webhook call received' };
	response.send(result.webhookResponse ?? otherwise);
}

function nodeOf(workflow: Workflow, name: string): INode {
	const node = workflow.getNode(name);
	if (!node) throw new Error(`There is no node "${name}" in the workflow`);
	return node;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

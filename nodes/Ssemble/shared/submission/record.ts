import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { asNodeError } from '../items';
import { NodeRecord } from '../record/nodeRecord';
import { withoutWebhookUrl, type Receipt } from './receipts';
import type { Submission } from './results';

/**
 * What a node has submitted, for when the process dies: n8n then keeps nothing of the execution but what it
 * started with, and a retry begins again with that. So what the execution started with tells a retry from
 * executions that submit the same by themselves.
 */

/** How many submissions are remembered. */
const MOST_SUBMISSIONS = 10_000;

/** Of each submission that it was begun, that it was taken, and by whom. */
const RECORD = new NodeRecord(MOST_SUBMISSIONS * 3);

/** How far back the requests of an execution that died are looked for, in milliseconds. */
const FURTHEST_BACK_MS = 7 * 24 * 60 * 60 * 1_000;

/** What the record tells about requests. It knows nothing of those made elsewhere. */
export interface Makers {
	/** Made by this execution, or by the one of which it is a retry. */
	own: ReadonlySet<string>;
	/** Made by other executions of the node. */
	others: ReadonlySet<string>;
}

/**
 * Records what is about to be submitted.
 *
 * @returns what the execution of which this one is a retry had begun to submit: nobody knows whether Ssemble took it
 */
export async function recordBegun(
	context: IExecuteFunctions,
	submissions: Submission[],
): Promise<Receipt[]> {
	const sentAt = Date.now() - FURTHEST_BACK_MS;
	return await attempt(context, [], async (origin) => {
		const entryOf = ({ itemIndex, body }: Submission) =>
			`begun ${origin} ${itemIndex} ${JSON.stringify(withoutWebhookUrl(body))}`;
		const isNew = await RECORD.add(context, submissions.map(entryOf), 'all');
		if (context.getMode() !== 'retry') return [];
		return submissions
			.filter((submission) => !isNew.has(entryOf(submission)))
			.map(({ itemIndex, body }) => ({ itemIndex, body, sentAt, executionId: '' }));
	});
}

/** Records requests that Ssemble made for this execution. */
export async function recordTaken(context: IExecuteFunctions, ids: string[]): Promise<void> {
	await attempt(context, undefined, async (origin) => {
		await RECORD.add(context, takenEntries(ids, origin), 'all');
	});
}

/** Finds out who made requests. */
export async function makersOf(context: IExecuteFunctions, ids: string[]): Promise<Makers> {
	return await attempt(context, { own: new Set(), others: new Set() }, async (origin) => {
		const missing = await RECORD.missing(context, takenEntries(ids, origin), 'all');
		const known = ids.filter((id) => !missing.has(takenEntry(id)));
		const isOwn = (id: string) => !missing.has(takenEntry(id, origin));
		return {
			own: new Set(known.filter(isOwn)),
			others: new Set(known.filter((id) => !isOwn(id))),
		};
	});
}

function takenEntries(ids: string[], origin: string): string[] {
	return ids.flatMap((id) => [takenEntry(id), takenEntry(id, origin)]);
}

function takenEntry(id: string, origin = ''): string {
	return `taken ${id} ${origin}`;
}

/** Without the record a node works as well, but for the retry of an execution that died. */
async function attempt<Result>(
	context: IExecuteFunctions,
	otherwise: Result,
	task: (origin: string) => Promise<Result>,
): Promise<Result> {
	try {
		const origin = originOf(context);
		return origin === undefined ? otherwise : await task(origin);
	} catch (caught) {
		context.logger.warn(
			`Ssemble: n8n could not record what this node submits: ${asNodeError(context, caught).message}`,
		);
		return otherwise;
	}
}

/** What expressions know as $('Name'). */
interface Output {
	isExecuted: boolean;
	all(): INodeExecutionData[];
}

/**
 * A digest of what the execution started with: what the nodes at the beginning of the workflow gave out.
 *
 * @returns nothing if there are none, as for a tool of an AI agent
 */
function originOf(context: IExecuteFunctions): string | undefined {
	const proxy = context.getWorkflowDataProxy(0) as unknown as { $: (name: string) => Output };
	const starts = context
		.getParentNodes(context.getNode().name)
		.filter(({ name }) => context.getParentNodes(name).length === 0)
		.map(({ name }) => proxy.$(name))
		.filter(({ isExecuted }) => isExecuted)
		.map((output) => output.all().map(({ json }) => json));
	if (starts.length === 0) return undefined;
	return createHash('sha256').update(JSON.stringify(starts)).digest('base64');
}

import type {
	IExecuteFunctions,
	INodeExecutionData,
	IRunExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { runIndexOf } from '../n8n/execution';
import { resumeUrl } from '../n8n/webhookUrls';
import { submittedItems, timedOutItems, type Batch } from './batch';

/*
 * How n8n lets an execution sleep, and what it does when it wakes up:
 *
 * A call of the execution's resume URL runs the node's webhook function. Unless that returns data, the
 * execution sleeps on, and all that the function has changed is forgotten. If it does, n8n puts the data in
 * the place of the node's input, switches the node off, and so lets it pass the data on.
 *
 * When the time is over, n8n switches the node off too, and passes on its input as it is then.
 *
 * If the process dies after a call has woken it, a retry runs the node again, with the data of that call. A retry
 * of an execution that was stopped in its sleep goes on as if the time were over.
 */

/** Follows the resume URL, so that a late call never wakes another node for which the execution sleeps. */
const PATH = 'ssemble';

/** Under this name the node's context, which n8n keeps with the execution, holds what is described below. */
const CONTEXT_KEY = 'createAndWait';

/** What is kept with the execution. */
interface Kept {
	/** Each run of the node has its own batch: in a loop it runs more than once. */
	runIndex: number;
	batch: Batch;
	/** Whether the node was woken up, so that it is to go on with the results. */
	isWoken?: boolean;
}

/** The webhook that wakes the node; it exists only while an execution sleeps. */
export const wakingWebhook: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	path: PATH,
	restartWebhook: true,
};

/** The URL whose call runs the node's webhook function, once the execution sleeps. */
export function wakingUrl(context: IExecuteFunctions): string {
	return `${resumeUrl(context)}/${PATH}`;
}

/** Whether n8n keeps the execution, so that it can sleep. */
export function canSleep(context: IExecuteFunctions): boolean {
	// What n8n puts in the place of the id of an execution that is nowhere saved.
	return !['', '__UNKNOWN__'].includes(context.getExecutionId());
}

/**
 * Lets the execution sleep once the node has returned.
 *
 * @returns what is seen of the node meanwhile
 */
export async function sleep(
	context: IExecuteFunctions,
	batch: Batch,
): Promise<INodeExecutionData[]> {
	const kept: Kept = { runIndex: runIndexOf(context), batch };
	contextOf(context)[CONTEXT_KEY] = kept;
	context.getExecuteData().data.main = [inputAtLimit(batch)];
	await context.putExecutionToWait(new Date(batch.limitAt));
	return submittedItems(batch);
}

/**
 * What n8n passes on when the time is over. It pairs the items with the input by their places, so the first
 * one of each input item stands in that item's place, and the further ones of a split range come last.
 */
function inputAtLimit(batch: Batch): INodeExecutionData[] {
	const items = timedOutItems(batch);
	const isFirst = batch.entries.map(
		({ itemIndex }, index) => batch.entries[index - 1]?.itemIndex !== itemIndex,
	);
	return [
		...items.filter((_, index) => isFirst[index]),
		...items.filter((_, index) => !isFirst[index]),
	];
}

/** The batch for which this run of the node was woken up, here or in the execution that is retried. */
export function wokenBatch(context: IExecuteFunctions): Batch | undefined {
	const kept = contextOf(context)[CONTEXT_KEY] as Kept | undefined;
	return kept?.isWoken === true && kept.runIndex === runIndexOf(context) ? kept.batch : undefined;
}

function contextOf(context: IExecuteFunctions): Record<string, unknown> {
	return context.getContext('node');
}

/** The batch for which the execution sleeps. For the webhook function. */
export function awaitedBatch(context: IWebhookFunctions): Batch | undefined {
	return keptOf(context)?.batch;
}

/**
 * Reads it where n8n has it at hand, which is not part of n8n's interface: an expression stumbles over some names of
 * nodes.
 */
function keptOf(context: IWebhookFunctions): Kept | undefined {
	const runData = runDataOf(context);
	if (!runData) return undefined;
	return NodeHelpers.getContext(runData, 'node', context.getNode())[CONTEXT_KEY] as
		Kept | undefined;
}

function runDataOf(context: IWebhookFunctions): IRunExecutionData | null | undefined {
	return (context as { runExecutionData?: IRunExecutionData | null }).runExecutionData;
}

/** Ends the sleep. What the webhook function is to return. */
export function wake(context: IWebhookFunctions, batch: Batch): IWebhookResponseData {
	switchOnAgain(context);
	return { webhookResponse: { received: true }, workflowData: [inputAtLimit(batch)] };
}

/**
 * Makes the node run once more, so that it reads the results where it can pair them with the input items, show hints,
 * and be retried. n8n offers no way to this but its own data, which is not part of its interface. Should they look
 * different one day, n8n passes on the requests by themselves, ready for Get Results.
 */
function switchOnAgain(context: IWebhookFunctions): void {
	const node = runDataOf(context)?.executionData?.nodeExecutionStack[0]?.node;
	const kept = keptOf(context);
	if (!kept || node?.name !== context.getNode().name) return;
	kept.isWoken = true;
	delete node.disabled;
}

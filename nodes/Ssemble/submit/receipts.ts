import type { IExecuteFunctions } from 'n8n-workflow';
import { runIndexOf } from '../n8n/runIndex';
import type { CreatedShorts, CreateShortsBody } from '../api/types';
import type { Sent } from './submission';

/**
 * What is remembered of a submission that went out. Must survive being stored as JSON. The webhook URL is
 * left out of the body: whoever knows that can call it.
 */
export interface Receipt extends Sent {
	/** What Ssemble made of it; absent as long as nobody knows whether it took it. */
	created?: CreatedShorts;
}

interface Memory {
	runIndex: number;
	/** Whether that run stopped the node. */
	isStopped?: boolean;
	receipts: Receipt[];
}

/** Under this name n8n's data of the whole execution holds the ids that its nodes have submitted. */
const IDS_KEY = 'ssembleRequestIds';

/**
 * What this run of the node has submitted already. There is something when n8n runs it again: by Retry On
 * Fail, or because the user retries a failed execution.
 */
export function readReceipts(context: IExecuteFunctions): Receipt[] {
	const { submitted } = memoryOf(context);
	// Each try of an AI agent's tool counts as a run of its own.
	const isRepeated = submitted?.isStopped === true || submitted?.runIndex === runIndexOf(context);
	return isRepeated ? [...submitted.receipts] : [];
}

/**
 * Remembers what this run of the node has submitted; replaces what was remembered before.
 *
 * @param isStopped whether it stops the node
 */
export function keepReceipts(
	context: IExecuteFunctions,
	receipts: Receipt[],
	isStopped: boolean,
): void {
	memoryOf(context).submitted = {
		runIndex: runIndexOf(context),
		isStopped,
		receipts: receipts.map((receipt) => ({ ...receipt, body: withoutWebhookUrl(receipt.body) })),
	};
}

/**
 * Takes the receipt of a submission out of a list, if there is one. The webhook URL does not count: that of
 * a sleeping execution changes with each retry.
 */
export function takeReceipt(
	receipts: Receipt[],
	{ itemIndex, body }: Pick<Receipt, 'body' | 'itemIndex'>,
): Receipt | undefined {
	const index = receipts.findIndex(
		(receipt) => receipt.itemIndex === itemIndex && isSame(receipt.body, body),
	);
	return index < 0 ? undefined : receipts.splice(index, 1)[0];
}

/** The ids of the requests that this execution has submitted, with whichever node. */
export function submittedIds(context: IExecuteFunctions): Set<string> {
	return new Set(flowOf(context)[IDS_KEY]);
}

/** Adds to the ids that this execution has submitted. */
export function keepIds(context: IExecuteFunctions, ids: string[]): void {
	flowOf(context)[IDS_KEY] = [...new Set([...submittedIds(context), ...ids])];
}

function isSame(a: CreateShortsBody, b: CreateShortsBody): boolean {
	return JSON.stringify(withoutWebhookUrl(a)) === JSON.stringify(withoutWebhookUrl(b));
}

/** A body as it may be kept and shown: whoever knows the webhook URL can call it. */
export function withoutWebhookUrl(body: CreateShortsBody): CreateShortsBody {
	return { ...body, webhookUrl: undefined };
}

/** n8n keeps it with the execution's data, apart from other nodes and other executions. */
function memoryOf(context: IExecuteFunctions): { submitted?: Memory } {
	return context.getContext('node');
}

function flowOf(context: IExecuteFunctions): { [IDS_KEY]?: string[] } {
	return context.getContext('flow');
}

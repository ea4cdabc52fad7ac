import type { IExecuteFunctions } from 'n8n-workflow';
import type { CreatedShorts, CreateShortsBody } from '../types';
import type { Sent } from './results';

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
	receipts: Receipt[];
}

/**
 * What this run of the node has submitted already. There is something when n8n runs it again: by Retry On
 * Fail, or because the user retries a failed execution.
 */
export function readReceipts(context: IExecuteFunctions): Receipt[] {
	const { runIndex, receipts } = memoryOf(context).submitted ?? { runIndex: -1, receipts: [] };
	return runIndex === runIndexOf(context) ? [...receipts] : [];
}

/** Remembers what this run of the node has submitted; replaces what was remembered before. */
export function keepReceipts(context: IExecuteFunctions, receipts: Receipt[]): void {
	memoryOf(context).submitted = {
		runIndex: runIndexOf(context),
		receipts: receipts.map((receipt) => ({ ...receipt, body: essenceOf(receipt.body) })),
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

function isSame(a: CreateShortsBody, b: CreateShortsBody): boolean {
	return JSON.stringify(essenceOf(a)) === JSON.stringify(essenceOf(b));
}

function essenceOf(body: CreateShortsBody): CreateShortsBody {
	return { ...body, webhookUrl: undefined };
}

/** n8n keeps it with the execution's data, apart from other nodes and other executions. */
function memoryOf(context: IExecuteFunctions): { submitted?: Memory } {
	return context.getContext('node');
}

/** Counts the runs of the node in this execution; a retry does not count as another one. */
function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}

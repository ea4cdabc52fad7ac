import type { IExecuteFunctions } from 'n8n-workflow';
import { runIndexOf } from '../n8n/execution';
import { withoutFileToken } from '../n8n/signedFile';
import type { CreatedShorts, CreateShortsBody } from '../api/types';
import type { Sent } from './submission';
import { showTime } from './videoTime';

/**
 * What is remembered of a submission that went out. Must survive being stored as JSON. Its body holds nothing that
 * opens an address to whoever reads it.
 */
export interface Receipt extends Sent {
	/** What Ssemble made of it; absent as long as nobody knows whether it accepted it. */
	created?: CreatedShorts;
}

/** What n8n keeps for this node with the data of the execution. */
interface Memory {
	submitted?: {
		runIndex: number;
		/** Whether that run stopped the node. */
		isStopped: boolean;
		receipts: Receipt[];
	};
	/** Whether the process of an earlier execution died before it could keep anything. */
	isAfterCrash?: boolean;
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
 * Whether an earlier execution may have submitted something of which nothing is known: n8n keeps nothing of one
 * whose process died but its beginning.
 */
export function isAfterCrash(context: IExecuteFunctions): boolean {
	const memory = memoryOf(context);
	if (context.getMode() === 'retry' && !memory.submitted) memory.isAfterCrash = true;
	return memory.isAfterCrash === true;
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
		receipts: receipts.map((receipt) => ({ ...receipt, body: withoutSecrets(receipt.body) })),
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
	return JSON.stringify(withoutSecrets(a)) === JSON.stringify(withoutSecrets(b));
}

/** A body as it may be kept and shown: whoever knows the webhook URL can call it, and a token opens the file. */
export function withoutSecrets(body: CreateShortsBody): CreateShortsBody {
	const { fileUrl } = body;
	return {
		...body,
		webhookUrl: undefined,
		...(fileUrl !== undefined && { fileUrl: withoutFileToken(fileUrl) }),
	};
}

/** Which part of which video a body asks for, as it may be shown. */
export function partOf({ url, fileUrl, start, end }: CreateShortsBody): string {
	const address = withoutFileToken(url ?? fileUrl ?? '');
	return `${address} from ${showTime(start)} to ${showTime(end)}`;
}

function memoryOf(context: IExecuteFunctions): Memory {
	return context.getContext('node');
}

function flowOf(context: IExecuteFunctions): { [IDS_KEY]?: string[] } {
	return context.getContext('flow');
}

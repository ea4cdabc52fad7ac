import type { IExecuteFunctions } from 'n8n-workflow';
import { executionStart, runIndexOf } from '../n8n/execution';
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

/** What a run of the node has submitted, in all its tries. */
export interface Receipts {
	list: Receipt[];
	/**
	 * Whether it may have submitted more: n8n keeps of an execution whose process died only what it had saved when
	 * this began, or went to sleep.
	 */
	isIncomplete: boolean;
	/**
	 * Since when more may have been submitted, by this run or by another retry of the same execution: milliseconds since
	 * 1970, by this machine's clock.
	 */
	since: number;
}

/** What n8n keeps for this node with the data of the execution. */
interface Memory {
	submitted?: Receipts & {
		runIndex: number;
		/** Whether that run stopped the node. */
		isStopped: boolean;
	};
}

/** Under this name n8n's data of the whole execution holds the ids that its nodes have submitted. */
const IDS_KEY = 'ssembleRequestIds';

/**
 * What this run of the node has submitted already. There is something when n8n runs it again: by Retry On
 * Fail, or because the user retries a failed execution.
 */
export function readReceipts(context: IExecuteFunctions): Receipts {
	const { submitted } = memoryOf(context);
	// Each try of an AI agent's tool counts as a run of its own.
	const isRepeated = submitted?.isStopped === true || submitted?.runIndex === runIndexOf(context);
	if (isRepeated) {
		const { list, isIncomplete, since } = submitted;
		return { list: [...list], isIncomplete, since };
	}
	const isIncomplete = context.getMode() === 'retry';
	return { list: [], isIncomplete, since: isIncomplete ? executionStart(context) : Date.now() };
}

/**
 * Remembers what this run of the node has submitted; replaces what was remembered before.
 *
 * @param isStopped whether it stops the node
 */
export function keepReceipts(
	context: IExecuteFunctions,
	{ list, isIncomplete, since }: Receipts,
	isStopped: boolean,
): void {
	memoryOf(context).submitted = {
		runIndex: runIndexOf(context),
		isStopped,
		isIncomplete,
		since,
		list: list.map((receipt) => ({ ...receipt, body: withoutSecrets(receipt.body) })),
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

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { showHints, submissionHints } from '../../results/hints';
import { asNodeError, errorItem } from '../../n8n/items';
import { outputParameters, readOutputChoice } from '../../results/outputParameters';
import type { Operation } from '../../n8n/resource';
import { submitItems } from '../../submit/submitItems';
import { withoutWebhookUrl } from '../../submit/receipts';
import { optionParameters } from '../../submit/optionParameters';
import { sourceParameters } from '../../submit/sourceParameters';
import { failedItems, requestsOf, submittedItems, type Batch } from '../../wait/batch';
import { keepBatch, keptBatch, sleep, wakingUrl, wokenWith } from '../../wait/n8nSleep';
import { readWaitChoice, waitOptionsParameter, type WaitChoice } from '../../wait/waitParameters';
import { poll } from '../../wait/poll';
import { canWake, refuseTool, refuseUnreachable } from '../../wait/refusals';
import { isPrivate } from '../../n8n/privateAddress';

/** Submits videos, and goes on with their clips when all of them have finished. */
export const createAndWait: Operation = {
	option: {
		name: 'Create and Wait for Completion',
		value: 'createAndWait',
		action: 'Create shorts and wait for completion',
		description:
			'Submit a long video and go on with its clips, 5 to 30 minutes later. Costs 1 credit per request. Cannot be called as a tool by an AI agent: it needs a workflow that can wait.',
	},
	parameters: [...sourceParameters, ...outputParameters, optionParameters, waitOptionsParameter],
	execute,
};

/** As late as n8n lets an execution sleep. Milliseconds since 1970. */
const LATEST = Date.UTC(3000, 0);

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	refuseTool(context);
	const woken = wokenWith(context);
	if (woken) {
		showHints(context, woken.hints);
		return woken.items;
	}
	const choice = readWaitChoice(context);
	const client = await ApiClient.connect(context);
	return isPolling(context, client, choice)
		? await waitByPolling(context, client, choice)
		: await waitByWebhook(context, client, choice);
}

function isPolling(context: IExecuteFunctions, client: ApiClient, { using }: WaitChoice): boolean {
	if (using !== 'auto') return using === 'polling';
	return !canWake(context, wakingUrl(context), isPrivate(client.baseUrl));
}

async function waitByWebhook(
	context: IExecuteFunctions,
	client: ApiClient,
	choice: WaitChoice,
): Promise<INodeExecutionData[]> {
	const webhookUrl = wakingUrl(context);
	refuseUnreachable(context, webhookUrl, isPrivate(client.baseUrl));
	const batch = await submitOnce(context, client, choice, webhookUrl);
	if (batch.callsGoElsewhere) return await askUntilFinished(context, client, choice, batch);
	if (requestsOf(batch).length > 0) await sleep(context, batch);
	// Seen in the sleeping execution only.
	return submittedItems(batch);
}

async function waitByPolling(
	context: IExecuteFunctions,
	client: ApiClient,
	choice: WaitChoice,
): Promise<INodeExecutionData[]> {
	const batch = await submitOnce(context, client, choice);
	if (requestsOf(batch).length === 0) return submittedItems(batch);
	return await askUntilFinished(context, client, choice, batch);
}

async function askUntilFinished(
	context: IExecuteFunctions,
	client: ApiClient,
	{ pollEvery }: WaitChoice,
	batch: Batch,
): Promise<INodeExecutionData[]> {
	try {
		const { items, hints } = await poll(context, client, batch, pollEvery);
		showHints(context, hints);
		return items;
	} catch (caught) {
		const error = asNodeError(context, caught);
		if (context.continueOnFail()) return failedItems(batch, error);
		throw error;
	}
}

/** Submits what the input items ask for, unless this run of the node has done so before. */
async function submitOnce(
	context: IExecuteFunctions,
	client: ApiClient,
	choice: WaitChoice,
	webhookUrl?: string,
): Promise<Batch> {
	const kept = keptBatch(context);
	if (kept) return kept;
	const batch = await submit(context, client, choice, webhookUrl);
	if (requestsOf(batch).length > 0) keepBatch(context, batch);
	return batch;
}

async function submit(
	context: IExecuteFunctions,
	client: ApiClient,
	{ limit }: WaitChoice,
	webhookUrl?: string,
): Promise<Batch> {
	const results = await submitItems(context, client, (body, itemIndex) => {
		// Read now, so that a mistake in it is found before anything is spent.
		readOutputChoice(context, itemIndex);
		return webhookUrl === undefined ? body : { ...body, webhookUrl };
	});
	const taken = results.filter((result) => 'created' in result);
	const firstSentAt = Math.min(Date.now(), ...taken.map(({ sentAt }) => sentAt));
	const hints: string[] = [];
	const entries = results.map((result) => {
		const { itemIndex } = result;
		if (!('created' in result)) return { itemIndex, item: errorItem(result.error, itemIndex) };
		hints.push(...submissionHints(result.created));
		const { requestId, status } = result.created;
		const body = withoutWebhookUrl(result.body);
		return { itemIndex, requestId, status, body, choice: readOutputChoice(context, itemIndex) };
	});
	showHints(context, hints);
	return {
		entries,
		hints,
		createdAfter: client.earliestDate(firstSentAt),
		callsGoElsewhere: taken.some(({ executionId }) => executionId !== context.getExecutionId()),
		limitAt: Math.min(Date.now() + limit, LATEST),
	};
}

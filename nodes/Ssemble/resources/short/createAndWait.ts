import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { ApiClient } from '../../shared/client';
import { showHints } from '../../shared/hints';
import { asNodeError, errorItem } from '../../shared/items';
import { outputParameters, readOutputChoice } from '../../shared/outputParameters';
import type { Operation } from '../../shared/resource';
import { submitItems } from '../../shared/submission/batch';
import { optionParameters } from '../../shared/submission/optionParameters';
import { sourceParameters } from '../../shared/submission/sourceParameters';
import { failedItems, requestsOf, submittedItems, type Batch } from '../../shared/wait/batch';
import { canSleep, sleep, sleepingBatch, wakingUrl, wokenWith } from '../../shared/wait/n8nSleep';
import {
	readWaitChoice,
	waitOptionsParameter,
	waitUsingParameter,
	type WaitChoice,
} from '../../shared/wait/parameters';
import { poll } from '../../shared/wait/poll';
import { isPrivate, whyRefused } from '../../shared/webhookUrls';

/** Submits videos, and goes on with their clips when all of them have finished. */
export const createAndWait: Operation = {
	option: {
		name: 'Create and Wait for Completion',
		value: 'createAndWait',
		action: 'Create shorts and wait for completion',
		description:
			'Submit a long video and go on with its clips, 5 to 30 minutes later. Costs 1 credit per request. Cannot be called as a tool by an AI agent: it needs a workflow that can wait.',
	},
	parameters: [
		...sourceParameters,
		waitUsingParameter,
		...outputParameters,
		optionParameters,
		waitOptionsParameter,
	],
	execute,
};

/** How much earlier than its submission a request may seem created, in milliseconds: clocks are read to the second. */
const CLOCK_SLACK_MS = 5_000;

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	refuseTool(context);
	const woken = wokenWith(context);
	if (woken) {
		showHints(context, woken.hints);
		return woken.items;
	}
	// With Retry On Fail, n8n runs the node again if its first item is that of an input that was refused.
	const submitted = sleepingBatch(context);
	if (submitted) return submittedItems(submitted);

	const choice = readWaitChoice(context);
	const client = await ApiClient.connect(context);
	return choice.using === 'polling'
		? await waitByPolling(context, client, choice)
		: await waitByWebhook(context, client, choice);
}

async function waitByWebhook(
	context: IExecuteFunctions,
	client: ApiClient,
	choice: WaitChoice,
): Promise<INodeExecutionData[]> {
	const webhookUrl = wakingUrl(context);
	refuseUnreachable(context, webhookUrl, isPrivate(client.baseUrl));
	const batch = await submit(context, client, choice, webhookUrl);
	return requestsOf(batch).length > 0 ? await sleep(context, batch) : submittedItems(batch);
}

async function waitByPolling(
	context: IExecuteFunctions,
	client: ApiClient,
	choice: WaitChoice,
): Promise<INodeExecutionData[]> {
	const batch = await submit(context, client, choice);
	if (requestsOf(batch).length === 0) return submittedItems(batch);
	try {
		const { items, hints } = await poll(context, client, batch, choice.pollEvery);
		showHints(context, hints);
		return items;
	} catch (caught) {
		const error = asNodeError(context, caught);
		if (context.continueOnFail()) return failedItems(batch, error);
		throw error;
	}
}

async function submit(
	context: IExecuteFunctions,
	client: ApiClient,
	{ limit }: WaitChoice,
	webhookUrl?: string,
): Promise<Batch> {
	const startedAt = Date.now();
	const results = await submitItems(context, client, (body, itemIndex) => {
		// Read now, so that a mistake in it is found before anything is spent.
		readOutputChoice(context, itemIndex);
		return webhookUrl === undefined ? body : { ...body, webhookUrl };
	});
	const entries = results.map((result) => {
		const { itemIndex } = result;
		if (!('created' in result)) return { itemIndex, item: errorItem(result.error, itemIndex) };
		const { requestId, status } = result.created;
		const body = { ...result.body, webhookUrl: undefined };
		return { itemIndex, requestId, status, body, choice: readOutputChoice(context, itemIndex) };
	});
	return {
		entries,
		createdAfter: client.serverTime(startedAt) - CLOCK_SLACK_MS,
		limitAt: Date.now() + limit,
	};
}

function refuseTool(context: IExecuteFunctions): void {
	// n8n runs a tool like any other node since its version 2; only its type still tells.
	if (!context.isToolExecution() && !context.getNode().type.endsWith('Tool')) return;
	throw new NodeOperationError(
		context.getNode(),
		'Create and Wait for Completion cannot be called as a tool: an AI agent cannot wait as long as the clips take',
		{
			description:
				'Use the operation Create in the tool, and Get Results 5 to 30 minutes later. Or put Create and Wait for Completion into a workflow of its own, and give that to the agent with the Call n8n Workflow Tool. Nothing was submitted.',
		},
	);
}

function refuseUnreachable(
	context: IExecuteFunctions,
	webhookUrl: string,
	allowPrivate: boolean,
): void {
	if (!canSleep(context)) {
		throw new NodeOperationError(
			context.getNode(),
			'This execution cannot wait for Ssemble: n8n does not save it',
			{
				description:
					"Save the workflow first, or set 'Wait Using' to Polling. Nothing was submitted.",
			},
		);
	}
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return;
	throw new NodeOperationError(
		context.getNode(),
		`Ssemble could not tell this execution that the clips are ready: its address ${withoutSecret(webhookUrl)} ${refused}`,
		{
			description:
				"Set the environment variable WEBHOOK_URL of n8n to its public address, or set 'Wait Using' to Polling. Nothing was submitted.",
		},
	);
}

function withoutSecret(url: string): string {
	return url.split('?')[0] ?? '';
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { showHints } from '../../results/hints';
import { outputParameters } from '../../results/outputParameters';
import { costNotice } from '../fields/costNotice';
import type { Operation } from '../../n8n/resource';
import { optionParameters } from '../../submit/optionParameters';
import { sourceParameters } from '../../submit/sourceParameters';
import { requestsOf, submittedItems, type Batch } from '../../wait/batch';
import { collect } from '../../wait/collect';
import { sleep, wakingUrl, wokenBatch } from '../../wait/n8nSleep';
import { choosesPolling, refuseTool } from '../../wait/refusals';
import { forget, remember } from '../../wait/remembered';
import { submitBatch } from '../../wait/submitBatch';
import { waitByPolling } from '../../wait/waitByPolling';
import { readWaitChoice, waitOptionsParameter } from '../../wait/waitParameters';

/** Submits videos, and goes on with their clips when all of them have finished. */
export const createAndWait: Operation = {
	option: {
		name: 'Create and Wait for Completion',
		value: 'createAndWait',
		action: 'Create shorts and wait for completion',
		description:
			'Submit a long video and continue with its clips, 5 to 30 minutes later. Costs 1 credit per request.',
	},
	isNoTool: true,
	parameters: [
		costNotice,
		...sourceParameters,
		...outputParameters,
		optionParameters,
		waitOptionsParameter,
	],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	refuseTool(context);
	const client = await ApiClient.connect(context);
	const woken = wokenBatch(context);
	if (woken) return await goOn(context, client, woken);

	const choice = readWaitChoice(context);
	const webhookUrl = wakingUrl(context);
	const isPolling = await choosesPolling(context, client, choice.using, webhookUrl);
	const notified = isPolling ? undefined : webhookUrl;
	const batch = await submitBatch(context, client, choice.limit, notified);
	if (requestsOf(batch).length > 0 && (isPolling || batch.notifiesOther)) {
		return await waitByPolling(context, client, batch, choice.pollEvery);
	}
	showHints(context, batch.hints);
	if (requestsOf(batch).length === 0) return submittedItems(batch);
	return await sleep(context, batch);
}

/** Goes on once the execution was woken up. */
async function goOn(
	context: IExecuteFunctions,
	client: ApiClient,
	batch: Batch,
): Promise<INodeExecutionData[]> {
	const read = remember(batch).takeResults();
	const { items, hints, isIncomplete } = await collect(context, client, batch, read);
	if (isIncomplete && Date.now() < batch.limitAt) {
		forget(batch);
		return await sleep(context, batch);
	}
	showHints(context, hints);
	return items;
}

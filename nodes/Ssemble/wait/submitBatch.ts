import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { errorItem } from '../n8n/items';
import { isPrivate } from '../n8n/privateAddress';
import type { OutputChoice } from '../results/output';
import { readOutputChoice } from '../results/outputParameters';
import { withoutSecrets } from '../submit/receipts';
import { readEach } from '../n8n/readEach';
import { keepUploads } from '../submit/keepUploads';
import { readVideoRequest, type VideoRequest } from '../submit/readVideos';
import type { Refused } from '../submit/submission';
import { submitVideos, type Submitted } from '../submit/submitVideos';
import type { AwaitedRequest, Batch, RefusedItem } from './batch';
import { limitOf } from './limit';

/** What an input item asks for, and what its clips are to become. */
interface Awaited extends VideoRequest {
	output: OutputChoice;
}

/**
 * Submits what the input items ask for, except what an earlier try of this run of the node has submitted.
 *
 * @param limit how long to wait, in milliseconds
 * @param webhookUrl whom Ssemble is to notify; undefined to wait by polling
 * @returns and throws as `submitVideos`
 */
export async function submitBatch(
	context: IExecuteFunctions,
	client: ApiClient,
	limit: number,
	webhookUrl: string | undefined,
): Promise<Batch> {
	const asked = await readAwaited(context, client, webhookUrl);
	const { results, hints } = await submitVideos(context, client, asked);
	const taken = results.filter((result) => result.kind === 'taken');
	const firstSentAt = Math.min(Date.now(), ...taken.map(({ sentAt }) => sentAt));
	const end = limitOf(context, webhookUrl === undefined ? 'polling' : 'webhook', limit);
	return {
		entries: results.flatMap((result) => entryOf(context, result, asked[result.itemIndex]) ?? []),
		hints: [...hints, ...end.hints],
		createdAfter: client.earliestCreation(firstSentAt),
		notifiesOther: taken.some(({ executionId }) => executionId !== context.getExecutionId()),
		limitAt: end.limitAt,
	};
}

async function readAwaited(
	context: IExecuteFunctions,
	client: ApiClient,
	webhookUrl: string | undefined,
): Promise<Array<Awaited | Refused>> {
	const choice = {
		allowPrivate: isPrivate(client.baseUrl),
		outlivesExecution: false,
		copies: await keepUploads(context),
	};
	return readEach(context, (itemIndex) => {
		const request = readVideoRequest(context, itemIndex, choice);
		const bodies =
			webhookUrl === undefined
				? request.bodies
				: request.bodies.map((body) => ({ ...body, webhookUrl }));
		return { ...request, bodies, output: readOutputChoice(context, itemIndex) };
	});
}

function entryOf(
	context: IExecuteFunctions,
	result: Submitted,
	asked: Awaited | Refused | undefined,
): AwaitedRequest | RefusedItem | undefined {
	const { itemIndex } = result;
	if (result.kind !== 'taken')
		return { itemIndex, item: errorItem(context, result.error, itemIndex) };
	if (!asked || !('output' in asked)) return undefined;
	const { requestId, status } = result.created;
	const body = withoutSecrets(result.body);
	return { itemIndex, requestId, status, body, choice: asked.output };
}

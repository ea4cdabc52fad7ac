import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { errorItem } from '../n8n/items';
import { readEach, type RefusedInput } from '../n8n/readEach';
import type { OutputChoice } from '../results/output';
import { readOutputChoice } from '../results/outputParameters';
import { readVideos, type Asked } from '../submit/readVideos';
import { withoutSecrets } from '../submit/receipts';
import { submitVideos, type Submitted } from '../submit/submitVideos';
import type { AwaitedRequest, Batch, RefusedItem } from './batch';
import { limitOf } from './limit';

/**
 * Submits what the input items ask for, except what an earlier try of this run of the node has submitted.
 *
 * @param limit how long to wait, in milliseconds
 * @param webhookUrl whom Ssemble is to notify; undefined to wait by polling
 * @throws NodeApiError | NodeOperationError as `submitVideos`
 */
export async function submitBatch(
	context: IExecuteFunctions,
	client: ApiClient,
	limit: number,
	webhookUrl: string | undefined,
): Promise<Batch> {
	const videos = await readVideos(context, client, false);
	const choices = await readEach(context, (itemIndex) => readOutputChoice(context, itemIndex));
	const asked = videos.map((video): Asked => {
		const choice = choices[video.itemIndex];
		if ('error' in video) return video;
		if (choice && 'error' in choice) return choice;
		return { ...video, bodies: video.bodies.map((body) => ({ ...body, webhookUrl })) };
	});
	const { results, hints } = await submitVideos(context, client, asked);
	const taken = results.filter((result) => result.kind === 'taken');
	const firstSentAt = Math.min(Date.now(), ...taken.map(({ sentAt }) => sentAt));
	const end = limitOf(context, webhookUrl === undefined ? 'polling' : 'webhook', limit);
	return {
		entries: results.flatMap((result) => entryOf(context, result, choices[result.itemIndex]) ?? []),
		hints: [...hints, ...end.hints],
		createdAfter: client.earliestCreation(firstSentAt),
		notifiesOther: taken.some(({ executionId }) => executionId !== context.getExecutionId()),
		limitAt: end.limitAt,
	};
}

function entryOf(
	context: IExecuteFunctions,
	result: Submitted,
	choice: OutputChoice | RefusedInput | undefined,
): AwaitedRequest | RefusedItem | undefined {
	const { itemIndex } = result;
	if (result.kind !== 'taken')
		return { itemIndex, item: errorItem(context, result.error, itemIndex) };
	if (!choice || 'error' in choice) return undefined;
	const { requestId, status } = result.created;
	const body = withoutSecrets(result.body);
	return { itemIndex, requestId, status, body, choice };
}

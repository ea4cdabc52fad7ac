import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { parseEvent } from '../api/parseEvent';
import { answer, readPost } from '../n8n/webhookRequest';
import { withoutApiKey } from '../api/masked';
import { requestsOf } from './batch';
import { haveAllFinished, type Finding } from './haveAllFinished';
import { awaitedBatch, wake } from './n8nSleep';
import { remember } from './remembered';

/** How a callback is answered that does not wake the execution. What is not 2xx makes Ssemble call again, twice at most. */
const ANSWERS: Record<Exclude<Finding, 'finished' | 'untold'>, [number, string?]> = {
	running: [200],
	unconfirmed: [409, 'the Ssemble API says that this request has not finished'],
	unreadable: [503, 'the Ssemble API could not be read'],
};

/**
 * Receives a call that says that a request of the sleeping execution has finished: wakes the execution if all of
 * them have.
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await receive(context);
	} catch (caught) {
		// n8n ends an execution whose webhook throws.
		const message = caught instanceof Error ? caught.message : String(caught);
		context.logger.error(`Ssemble: a callback could not be handled: ${withoutApiKey(message)}`);
		return answer(context, 500, { received: false, reason: 'it could not be handled' });
	}
}

async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const arrivedAt = Date.now();
	const parsed = parseEvent(readPost(context));
	if ('reason' in parsed) return answer(context, 400, { received: false, reason: parsed.reason });

	const { requestId } = parsed.event;
	const batch = awaitedBatch(context);
	if (!batch || !requestsOf(batch).some((request) => request.requestId === requestId)) {
		return refuse(context, 404, 'nothing waits for this request here');
	}
	const remembered = remember(batch);
	return await remembered.inTurn(async () => {
		if (remembered.wasAwakeAt(arrivedAt)) {
			return refuse(context, 409, 'the execution is awake already');
		}
		const finding = await haveAllFinished(context, remembered.progress, requestId, arrivedAt);
		if (finding === 'finished' || finding === 'untold') {
			remembered.woken();
			return wake(context, batch);
		}
		const [status, reason] = ANSWERS[finding];
		if (reason === undefined) return answer(context, status, { received: true });
		return refuse(context, status, reason);
	});
}

/** Ssemble sends surplus callbacks by itself, so this is no reason to warn anybody. */
function refuse(context: IWebhookFunctions, status: number, reason: string): IWebhookResponseData {
	context.logger.debug(`Ssemble: a callback was refused: ${reason}`);
	return answer(context, status, { received: false, reason });
}

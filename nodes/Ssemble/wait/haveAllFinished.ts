import type { IWebhookFunctions } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { repeatedly } from '../n8n/repeatedly';
import { isFinished } from '../api/requestStatus';
import type { RequestStatus } from '../api/types';
import { mayRecover } from './collect';
import type { Progress } from './progress';

/** What a callback means for the sleeping execution. */
export type Finding =
	/** All requests of the batch have finished. */
	| 'finished'
	/** Others are still running; the callback of the last one is going to wake the execution. */
	| 'running'
	/** The API says that this request has not finished. */
	| 'unconfirmed'
	/** The API could not be read for a while. */
	| 'unreadable'
	/** The API refuses to tell, or the credential cannot be read here: only the execution can find out, or show why not. */
	| 'untold';

/** For how long after a callback came the API is tried, in milliseconds, beside the retries of each call. */
const PATIENCE_MS = 60_000;
const TRY_AGAIN_AFTER_MS = 5_000;

/** Milliseconds before each further look, as long as the API does not confirm an event: it may be 10 s
 * behind. Together less than the 10 s after which Ssemble gives an attempt up. */
const LOOK_AGAIN_AFTER_MS = [2_000, 3_000, 4_000];

/**
 * Finds out whether all requests of a batch have finished, now that somebody says that one of them has. Only the API
 * is believed, and asked with one call at a time. n8n lets this go on when the caller has hung up, and still wakes
 * the execution.
 *
 * @param arrivedAt when the callback came, which may have waited for its turn. Milliseconds since 1970.
 */
export async function haveAllFinished(
	context: IWebhookFunctions,
	progress: Progress,
	requestId: string,
	arrivedAt: number,
): Promise<Finding> {
	const deadline = arrivedAt + PATIENCE_MS;
	let trouble: unknown;
	const attempt = async (): Promise<Finding> => {
		try {
			const client = await ApiClient.connect(context);
			return await askUntilConfirmed(context, client, progress, requestId);
		} catch (caught) {
			trouble = caught;
			return mayRecover(caught) ? 'unreadable' : 'untold';
		}
	};
	const finding = await repeatedly(context, attempt, (latest) =>
		latest === 'unreadable' && Date.now() + TRY_AGAIN_AFTER_MS < deadline
			? TRY_AGAIN_AFTER_MS
			: undefined,
	);
	if (finding === 'unreadable') {
		context.logger.warn(
			`Ssemble: could not find out whether requests have finished: ${asNodeError(context, trouble).message}`,
		);
	}
	return finding;
}

async function askUntilConfirmed(
	context: IWebhookFunctions,
	client: ApiClient,
	progress: Progress,
	requestId: string,
): Promise<Finding> {
	return await repeatedly(
		context,
		async () => await ask(client, progress, requestId),
		(finding, earlier) => (finding === 'unconfirmed' ? LOOK_AGAIN_AFTER_MS[earlier] : undefined),
	);
}

async function ask(client: ApiClient, progress: Progress, requestId: string): Promise<Finding> {
	const { unfinished } = progress;
	if (unfinished.length === 0) return 'finished';
	// Known since an earlier callback, at which others were running. Their own callbacks are still to come.
	if (!unfinished.includes(requestId)) return 'running';
	if (unfinished.length === 1) {
		await progress.read(client, unfinished);
		return progress.unfinished.length === 0 ? 'finished' : 'unconfirmed';
	}
	const seen = await progress.lookAtList(client, (soFar) => isAnotherRunning(soFar, requestId));
	if (seen.has(requestId) && !isFinished(seen.get(requestId))) return 'unconfirmed';
	return progress.unfinished.length === 0 ? 'finished' : 'running';
}

function isAnotherRunning(seen: ReadonlyMap<string, RequestStatus>, requestId: string): boolean {
	return [...seen].some(([id, status]) => id !== requestId && !isFinished(status));
}

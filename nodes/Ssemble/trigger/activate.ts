import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { asNodeError } from '../n8n/items';
import { isJsonObject } from '../n8n/json';
import { refuser } from '../n8n/parameters';
import { warnIfUnreachable } from './reachable';
import { replayLatestRequest } from './replay';
import { beginRounds, keepRoundsWaiting } from './rounds';

/**
 * Runs when the trigger begins to listen. Nothing is registered with Ssemble: the trigger's URL travels with
 * each create request. A test run replays the latest finished request instead.
 *
 * @throws NodeApiError if Ssemble refuses the API key or is not at the base URL, or cannot be asked for a
 *   request to replay
 */
export async function activate(context: IHookFunctions): Promise<void> {
	if (context.getMode() === 'manual') {
		await beginTest(context);
		return;
	}
	const activation = context.getActivationMode();
	if (activation === 'init' || activation === 'leadershipChange') return;

	await keepRoundsWaiting(context, async () => {
		checkAddress(context);
		const client = await connect(context);
		await checkCredential(context, client);
		await beginRounds(context, client);
		warnIfUnreachable(context, client);
	});
}

/** @throws NodeOperationError with the remedy in its message, because n8n's editor shows nothing else of it */
async function beginTest(context: IHookFunctions): Promise<void> {
	try {
		await replayLatestRequest(context, await connect(context));
	} catch (caught) {
		const { message, description } = asNodeError(context, caught);
		const text = [/[.!?]$/.test(message) ? message : `${message}.`, description ?? ''].join(' ');
		throw new NodeOperationError(context.getNode(), text.trim(), {
			description: description ?? undefined,
		});
	}
}

/** @throws NodeOperationError if there is no usable credential; an expression in it has no item to read here */
async function connect(context: IHookFunctions): Promise<ApiClient> {
	try {
		return await ApiClient.connect(context);
	} catch (caught) {
		const { message, cause } = asNodeError(context, caught);
		if (!isExpressionError(caught) && !isExpressionError(cause)) throw asNodeError(context, caught);
		return refuser(context)(
			'The Ssemble credential holds an expression that needs data of a workflow run, which a trigger does not have. Choose a credential with a fixed API key.',
			`The expression says: ${message}`,
		);
	}
}

/** Errors may come from another realm, so nothing asks for their class. */
function isExpressionError(error: unknown): boolean {
	return isJsonObject(error) && error.name === 'ExpressionError';
}

/** A trigger without a webhook ID, as in a workflow that was imported by n8n's command line, gets another address. */
function checkAddress(context: IHookFunctions): void {
	const url = context.getNodeWebhookUrl('default') ?? '';
	const { id = '' } = context.getWorkflow();
	// Then n8n puts the workflow's ID and the node's name before "ssemble/" and the ID.
	if (!url.includes(`/${id}/`)) return;
	if (context.getNode().webhookId !== undefined) return;
	refuser(context)(
		'n8n gave this trigger an address that Ssemble does not know. Open the workflow in the editor, save it, and publish it again.',
		'That happens to workflows that were imported with n8n’s command line.',
	);
}

async function checkCredential(context: IHookFunctions, client: ApiClient): Promise<void> {
	const outcome = await client.send({ method: 'GET', path: '/templates' });
	if (outcome.kind === 'done') return;
	if (outcome.kind === 'refused' && isWrong(outcome.response.statusCode)) throw outcome.error;
	context.logger.warn(
		`Ssemble Trigger: the credential could not be checked: ${outcome.error.message}. The trigger listens nevertheless.`,
	);
}

/** Whether a status tells of a wrong key or base URL, rather than of trouble that passes. */
function isWrong(statusCode: number): boolean {
	return statusCode < 400 || [401, 403, 404].includes(statusCode);
}

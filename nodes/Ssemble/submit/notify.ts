import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { asText, isJsonObject } from '../n8n/json';
import { refuser } from '../n8n/parameters';
import { isPrivate } from '../n8n/privateAddress';
import { findTriggers } from '../n8n/probeTrigger';
import { readEach } from '../n8n/readEach';
import { WORKFLOW_URL } from './notifyParameters';
import type { Asked } from './readVideos';
import { isLikelyUnset, shownUrl, triggerUrl, whyRefused } from '../n8n/webhookUrls';

const NO_TRIGGER_HERE =
	'Nobody will be notified when the shorts are finished, because no Ssemble Trigger of this workflow listens: add one and publish the workflow before then, or fetch the clips later with Get Results.';

/** Where the event of a request goes, and what the user should know about it. */
interface Notification {
	webhookUrl?: string;
	/** Whose trigger is at the address, if a workflow is to be notified. */
	workflow?: 'other' | 'this';
	hint?: string;
}

/**
 * Adds to the requests of all input items whom Ssemble is to notify. Each address of a workflow is asked once
 * whether a Ssemble Trigger is there.
 *
 * @returns what the items ask for, those among them refused whose address will not do, and hints
 * @throws NodeOperationError that names the first item whose address will not do, if the node is to stop
 */
export async function addNotifications(
	context: IExecuteFunctions,
	client: ApiClient,
	asked: Asked[],
): Promise<{ asked: Asked[]; hints: string[] }> {
	const allowPrivate = isPrivate(client.baseUrl);
	const chosen = await readEach(context, (itemIndex) =>
		readNotification(context, itemIndex, allowPrivate),
	);
	const found = await findTriggers(
		context,
		chosen.flatMap((one) => ('workflow' in one && one.webhookUrl ? [one.webhookUrl] : [])),
	);
	const hints: string[] = [];
	const addressed = asked.map((one): Asked => {
		const notification = chosen[one.itemIndex] ?? {};
		if ('error' in one) return one;
		if ('error' in notification) return notification;
		const { webhookUrl = '', workflow, hint } = notification;
		const listener = workflow && (found.get(webhookUrl) ?? 'noAnswer');
		if (workflow === 'other' && listener === 'notRegistered') {
			const error = noTriggerThere(context, one.itemIndex, webhookUrl);
			if (!context.continueOnFail()) throw error;
			return { kind: 'refused', itemIndex: one.itemIndex, error };
		}
		if (hint !== undefined) hints.push(hint);
		if (listener === 'notRegistered') hints.push(NO_TRIGGER_HERE);
		if (listener === 'noAnswer' && isLikelyUnset(webhookUrl)) hints.push(unsetHint(webhookUrl));
		if (webhookUrl === '') return one;
		return { ...one, bodies: one.bodies.map((body) => ({ ...body, webhookUrl })) };
	});
	return { asked: addressed, hints };
}

/** @throws NodeOperationError if the chosen URL is one that Ssemble would refuse */
function readNotification(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Notification {
	switch (context.getNodeParameter('notify', itemIndex, 'thisWorkflow')) {
		case 'none':
			return {};
		case 'customUrl':
			return customUrl(context, itemIndex, allowPrivate);
		case 'otherWorkflow':
			return otherWorkflow(context, itemIndex, allowPrivate);
		default:
			return thisWorkflow(context, allowPrivate);
	}
}

function noTriggerThere(
	context: IExecuteFunctions,
	itemIndex: number,
	webhookUrl: string,
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`No Ssemble Trigger listens in the workflow that 'Workflow' names: nothing is registered at ${shownUrl(webhookUrl)}`,
		{
			description:
				"Add a Ssemble Trigger to that workflow and publish it, or choose another one in 'Workflow'. Nothing was submitted for this item.",
			itemIndex,
		},
	);
}

function unsetHint(webhookUrl: string): string {
	return `Ssemble probably cannot reach ${shownUrl(webhookUrl)}, because n8n's own port rarely accepts https: set the environment variable WEBHOOK_URL of n8n to its public address.`;
}

function thisWorkflow(context: IExecuteFunctions, allowPrivate: boolean): Notification {
	const webhookUrl = triggerUrl(context);
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl, workflow: 'this' };
	return {
		hint: `Ssemble will not notify this workflow when the shorts are finished, because its address ${shownUrl(webhookUrl)} ${refused}: set the environment variable WEBHOOK_URL of n8n to its public address, or fetch the clips later with Get Results.`,
	};
}

function otherWorkflow(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Notification {
	const webhookUrl = triggerUrl(context, readWorkflowId(context, itemIndex));
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl, workflow: 'other' };
	return refuser(context, itemIndex)(
		`Ssemble could not notify the other workflow: its address ${shownUrl(webhookUrl)} ${refused}`,
		"Set the environment variable WEBHOOK_URL of n8n to its public address, or change 'When Finished, Notify'. Nothing was submitted.",
	);
}

function readWorkflowId(context: IExecuteFunctions, itemIndex: number): string {
	// Read without n8n's own extraction, so that an address does as an ID too, and a mistake gets our words.
	const chosen: unknown = context.getNodeParameter('notifyWorkflow', itemIndex, '');
	const text = asText(isJsonObject(chosen) ? chosen.value : chosen);
	const workflowId = WORKFLOW_URL.exec(text)?.[1] ?? text;
	if (/^[^\s/?#]+$/.test(workflowId)) return workflowId;
	return refuser(context, itemIndex)(
		text === '' ? "'Workflow' is empty" : `'Workflow' is not the address of a workflow: ${text}`,
		"Enter the address that the browser shows while the workflow with the Ssemble Trigger is open, or its ID, or change 'When Finished, Notify'. Nothing was submitted.",
	);
}

function customUrl(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Notification {
	const webhookUrl = asText(context.getNodeParameter('webhookUrl', itemIndex, ''));
	const refused = webhookUrl === '' ? 'is empty' : whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl };
	return refuser(context, itemIndex)(
		`'Webhook URL' ${refused}`,
		"Enter a public address that starts with https://, or change 'When Finished, Notify'. Nothing was submitted.",
	);
}

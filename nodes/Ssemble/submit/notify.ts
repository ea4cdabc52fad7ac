import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { asNodeError, type NodeError } from '../n8n/items';
import { asText, isJsonObject } from '../n8n/json';
import { findTriggers, type Found } from '../n8n/probeTrigger';
import { WORKFLOW_URL } from './notifyParameters';
import type { Asked } from './readVideos';
import { isLikelyUnset, shownUrl, triggerUrl, webhookBase, whyRefused } from '../n8n/webhookUrls';

const NO_TRIGGER_HERE =
	'Nobody will be notified when the shorts are finished, because no Ssemble Trigger of this workflow listens: add one and publish the workflow before then, or fetch the clips later with Get Results.';

/** Where the event of a request goes, and what the user should know about it. */
interface Notification {
	webhookUrl?: string;
	hint?: string;
}

/** The same for an input item, or why there is none. */
type ReadNotification = Notification | { refused: NodeError };

/**
 * Adds to the requests of all input items whom Ssemble is to notify. Each address of a workflow is asked once
 * whether a Ssemble Trigger is there.
 *
 * @param allowPrivate whether private addresses are fine, because the API itself is at one (a sandbox)
 * @returns what the items ask for, those among them refused whose address will not do, and hints
 * @throws NodeOperationError that names the first item whose address will not do, if the node is to stop
 */
export async function addNotifications(
	context: IExecuteFunctions,
	asked: Asked[],
	allowPrivate: boolean,
): Promise<{ asked: Asked[]; hints: string[] }> {
	const notifications = await readNotifications(context, allowPrivate);
	const hints: string[] = [];
	const addressed = asked.map((one): Asked => {
		const notification = notifications[one.itemIndex] ?? {};
		if (!('bodies' in one)) return one;
		if ('refused' in notification) {
			if (!context.continueOnFail()) throw notification.refused;
			return { kind: 'refused', itemIndex: one.itemIndex, error: notification.refused };
		}
		const { webhookUrl, hint } = notification;
		if (hint !== undefined) hints.push(hint);
		if (webhookUrl === undefined) return one;
		return { ...one, bodies: one.bodies.map((body) => ({ ...body, webhookUrl })) };
	});
	return { asked: addressed, hints };
}

/** One for each input item, in their order. */
async function readNotifications(
	context: IExecuteFunctions,
	allowPrivate: boolean,
): Promise<ReadNotification[]> {
	const chosen = context.getInputData().map((_, itemIndex): Chosen | { refused: NodeError } => {
		try {
			return readNotification(context, itemIndex, allowPrivate);
		} catch (caught) {
			return { refused: asNodeError(context, caught, itemIndex) };
		}
	});
	const found = await findTriggers(
		context,
		chosen.flatMap((one) => ('workflow' in one && one.webhookUrl ? [one.webhookUrl] : [])),
	);
	return chosen.map((one, itemIndex) => {
		if ('refused' in one || !one.workflow || one.webhookUrl === undefined) return one;
		return checked(context, itemIndex, one, found.get(one.webhookUrl) ?? 'noAnswer');
	});
}

/** What the parameters say; `workflow` tells whose trigger is at the address. */
interface Chosen extends Notification {
	workflow?: 'other' | 'this';
}

/** @throws NodeOperationError if the chosen URL is one that Ssemble would refuse */
function readNotification(
	context: IExecuteFunctions,
	itemIndex: number,
	allowPrivate: boolean,
): Chosen {
	const notify = context.getNodeParameter('notify', itemIndex, 'thisWorkflow') as string;
	switch (notify) {
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

function checked(
	context: IExecuteFunctions,
	itemIndex: number,
	{ workflow, webhookUrl = '' }: Chosen,
	found: Found,
): ReadNotification {
	if (found === 'trigger') return { webhookUrl };
	if (found === 'noAnswer') {
		return isLikelyUnset(webhookUrl) ? { webhookUrl, hint: unsetHint(webhookUrl) } : { webhookUrl };
	}
	if (workflow === 'this') return { webhookUrl, hint: NO_TRIGGER_HERE };
	const refused = new NodeOperationError(
		context.getNode(),
		`No Ssemble Trigger listens in the workflow that 'Workflow' names: nothing is registered at ${shownUrl(webhookUrl)}`,
		{
			description:
				"Add a Ssemble Trigger to that workflow and publish it, or choose another one in 'Workflow'. Nothing was submitted for this item.",
			itemIndex,
		},
	);
	return { refused };
}

function unsetHint(webhookUrl: string): string {
	return `Ssemble probably cannot reach ${shownUrl(webhookUrl)}, because n8n's own port rarely accepts https: set the environment variable WEBHOOK_URL of n8n to its public address.`;
}

function thisWorkflow(context: IExecuteFunctions, allowPrivate: boolean): Chosen {
	const webhookUrl = triggerUrl(webhookBase(context), context.getWorkflow().id ?? '');
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
): Chosen {
	const webhookUrl = triggerUrl(webhookBase(context), readWorkflowId(context, itemIndex));
	const refused = whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl, workflow: 'other' };
	throw new NodeOperationError(
		context.getNode(),
		`Ssemble could not notify the other workflow: its address ${shownUrl(webhookUrl)} ${refused}`,
		{
			description:
				"Set the environment variable WEBHOOK_URL of n8n to its public address, or change 'When Finished, Notify'. Nothing was submitted.",
			itemIndex,
		},
	);
}

function readWorkflowId(context: IExecuteFunctions, itemIndex: number): string {
	// Read without n8n's own extraction, so that an address does as an ID too, and a mistake gets our words.
	const chosen: unknown = context.getNodeParameter('notifyWorkflow', itemIndex, '');
	const text = asText(isJsonObject(chosen) ? chosen.value : chosen);
	const workflowId = WORKFLOW_URL.exec(text)?.[1] ?? text;
	if (/^[^\s/?#]+$/.test(workflowId)) return workflowId;
	throw new NodeOperationError(
		context.getNode(),
		text === '' ? "'Workflow' is empty" : `'Workflow' is not the address of a workflow: ${text}`,
		{
			description:
				"Enter the address that the browser shows while the workflow with the Ssemble Trigger is open, or its ID, or change 'When Finished, Notify'. Nothing was submitted.",
			itemIndex,
		},
	);
}

function customUrl(context: IExecuteFunctions, itemIndex: number, allowPrivate: boolean): Chosen {
	const webhookUrl = asText(context.getNodeParameter('webhookUrl', itemIndex, ''));
	const refused = webhookUrl === '' ? 'is empty' : whyRefused(webhookUrl, allowPrivate);
	if (refused === undefined) return { webhookUrl };
	throw new NodeOperationError(context.getNode(), `'Webhook URL' ${refused}`, {
		description:
			"Enter a public address that starts with https://, or change 'When Finished, Notify'. Nothing was submitted.",
		itemIndex,
	});
}

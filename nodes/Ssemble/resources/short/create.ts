import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { showHints, submissionHints } from '../../results/hints';
import { errorItem } from '../../n8n/items';
import type { Operation } from '../../n8n/resource';
import { submitItems } from '../../submit/submitItems';
import { notifyParameters, readNotifications } from '../../submit/notify';
import { optionParameters } from '../../submit/optionParameters';
import { sourceParameters } from '../../submit/sourceParameters';
import { isPrivate } from '../../n8n/privateAddress';
import { shownUrl } from '../../n8n/webhookUrls';

/** Submits videos and goes on at once; who is told when the shorts are ready is a parameter. */
export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create shorts from long video',
		description:
			'Submit a long video and go on at once. The shorts are ready 5 to 30 minutes later. Costs 1 credit per request.',
	},
	parameters: [...sourceParameters, ...notifyParameters, optionParameters],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const hints = new Set<string>();

	const notifications = await readNotifications(context, isPrivate(client.baseUrl));
	const results = await submitItems(context, client, (body, itemIndex) => {
		const notification = notifications[itemIndex] ?? {};
		if ('refused' in notification) throw notification.refused;
		const { webhookUrl, hint } = notification;
		if (hint !== undefined) hints.add(hint);
		return webhookUrl === undefined ? body : { ...body, webhookUrl };
	});

	const items = results.map((result) => {
		if (!('created' in result)) return errorItem(result.error, result.itemIndex);
		for (const hint of submissionHints(result.created)) hints.add(hint);
		const { webhookUrl } = result.body;
		const json: IDataObject = {
			...result.created,
			webhookUrl: webhookUrl === undefined ? null : shownUrl(webhookUrl),
		};
		return { json, pairedItem: { item: result.itemIndex } };
	});
	showHints(context, hints);
	return items;
}

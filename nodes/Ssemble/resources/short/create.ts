import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { showHints } from '../../results/hints';
import { errorItem } from '../../n8n/items';
import { costNotice } from '../fields/costNotice';
import type { Operation } from '../../n8n/resource';
import { addNotifications } from '../../submit/notify';
import { notifyParameters } from '../../submit/notifyParameters';
import { optionParameters } from '../../submit/optionParameters';
import { readVideos } from '../../submit/readVideos';
import { sourceParameters } from '../../submit/sourceParameters';
import { submitVideos, type Submitted } from '../../submit/submitVideos';
import { shownUrl } from '../../n8n/webhookUrls';

/** Submits videos and goes on at once; who is notified when the shorts are ready is a parameter. */
export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create shorts from long video',
		description:
			'Submit a long video and continue at once. The shorts are ready 5 to 30 minutes later. Costs 1 credit per request.',
	},
	parameters: [costNotice, ...sourceParameters, ...notifyParameters, optionParameters],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const videos = await readVideos(context, client, true);
	const { asked, hints } = await addNotifications(context, client, videos);
	const submitted = await submitVideos(context, client, asked);
	showHints(context, [...hints, ...submitted.hints]);
	return submitted.results.map((result) => itemOf(context, result));
}

function itemOf(context: IExecuteFunctions, result: Submitted): INodeExecutionData {
	const { itemIndex } = result;
	if (result.kind !== 'taken') return errorItem(context, result.error, itemIndex);
	const { webhookUrl } = result.body;
	const shown = webhookUrl === undefined ? null : shownUrl(webhookUrl);
	return { json: { ...result.created, webhookUrl: shown }, pairedItem: { item: itemIndex } };
}

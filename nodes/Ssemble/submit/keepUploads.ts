import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { asNodeError } from '../n8n/items';
import { asText } from '../n8n/json';

/** In the ID of a file that came in with the call that started the execution, from a form or a webhook. */
const UPLOADED = '/executions/temp/';

/**
 * Copies the video files that were uploaded to n8n: it moves such a file as soon as the execution sleeps or ends,
 * and the address that Ssemble was given leads nowhere from then on. A copy stays where it is.
 *
 * @returns the copies, by the index of their input item
 * @throws NodeOperationError if a file cannot be read
 */
export async function keepUploads(context: IExecuteFunctions): Promise<Map<number, IBinaryData>> {
	const copies = new Map<number, IBinaryData>();
	for (const itemIndex of context.getInputData().keys()) {
		const file = fileOf(context, itemIndex);
		if (file?.id?.includes(UPLOADED) !== true) continue;
		try {
			const content = await context.helpers.getBinaryStream(file.id);
			const { fileName, mimeType } = file;
			copies.set(itemIndex, await context.helpers.prepareBinaryData(content, fileName, mimeType));
		} catch (caught) {
			throw asNodeError(context, caught, itemIndex);
		}
	}
	return copies;
}

function fileOf(context: IExecuteFunctions, itemIndex: number): IBinaryData | undefined {
	try {
		if (context.getNodeParameter('videoSource', itemIndex, 'url') !== 'binary') return undefined;
		const field = asText(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
		return context.getInputData()[itemIndex]?.binary?.[field];
	} catch {
		// What is wrong with the parameters is told where the item is read.
		return undefined;
	}
}

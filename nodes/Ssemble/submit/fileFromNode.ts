import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { asNodeError } from '../n8n/items';
import { asText } from '../n8n/json';
import { refuser, type Refuse } from '../n8n/parameters';
import { canSign, isStored, signedUrl } from '../n8n/signedFile';
import { shownUrl, whyRefused } from '../n8n/webhookUrls';
import { workflowSettings } from '../n8n/execution';

/** What files are called that hold a video, for those whose type does not tell. */
const VIDEO_EXTENSION = /\.(mp4|mov|m4v|webm|mkv|avi|mpe?g|flv|wmv|3gp|ts)$/i;

/** In the ID of a file that came in with the call that started the execution, from a form or a webhook. */
const UPLOADED = '/executions/temp/';

const OTHER_SOURCES = "set 'Video Source' to Video File URL or YouTube URL";

/** How Ssemble gets at the videos of all input items. */
export interface VideoAccess {
	/** Whether private addresses are fine, because the API itself is at one (a sandbox). */
	allowPrivate: boolean;
	/** Whether Ssemble may still fetch the video when the execution has ended. */
	outlivesExecution: boolean;
}

/**
 * A public address, valid for a day, of the video file in an input item: Ssemble takes no uploads, so it fetches
 * the file from this n8n.
 *
 * @throws NodeOperationError if there is no such file, it is not a video, or Ssemble could not fetch it
 */
export async function fileFromNodeUrl(
	context: IExecuteFunctions,
	itemIndex: number,
	{ allowPrivate, outlivesExecution }: VideoAccess,
): Promise<string> {
	const refuse = refuser(context, itemIndex);
	const field = asText(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
	const given = findFile(context, itemIndex, field, refuse);
	refuseOther(given, field, refuse);
	refuseUnserved(context, given, outlivesExecution, refuse);
	const file = await lastingFile(context, given, field, refuse);

	const name = fileNameOf(file);
	const identity = identityOf(context.getWorkflow().id ?? '', field, name, file);
	const url = signedUrl(context, file, { file: identity, fileName: name });
	const unreachable = whyRefused(url, allowPrivate);
	if (unreachable !== undefined) {
		refuse(
			`Ssemble could not fetch the file from this n8n: its address ${shownUrl(new URL(url).origin)} ${unreachable}`,
			`Set the environment variable WEBHOOK_URL of n8n to its public address. Or upload the file to a public place and ${OTHER_SOURCES}.`,
		);
	}
	return url;
}

function findFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	refuse: Refuse,
): IBinaryData {
	const files = context.getInputData()[itemIndex]?.binary ?? {};
	const file = files[field];
	if (file) return file;
	const others = Object.keys(files).join(', ');
	return refuse(
		`The input item has no file in the field ${field || "that 'Input Data Field Name' names"}`,
		others === ''
			? `Connect a node that gives this one a file, e.g. Google Drive or HTTP Request, or ${OTHER_SOURCES}.`
			: `Set 'Input Data Field Name' to one of its fields that hold files: ${others}.`,
	);
}

function refuseOther(file: IBinaryData, field: string, refuse: Refuse): void {
	const { mimeType, fileName = '' } = file;
	if (mimeType.startsWith('video/') || VIDEO_EXTENSION.test(fileName)) return;
	refuse(
		`The file in the field ${field} is not a video: ${[fileName, mimeType].filter(Boolean).join(', ')}`,
		"Set 'Input Data Field Name' to a field that holds a video file.",
	);
}

function refuseUnserved(
	context: IExecuteFunctions,
	file: IBinaryData,
	outlivesExecution: boolean,
	refuse: Refuse,
): void {
	if (!canSign(context)) {
		refuse(
			'This version of n8n cannot give files a public address',
			`Update n8n to 1.90 or later, or ${OTHER_SOURCES}.`,
		);
	}
	if (!isStored(file)) {
		refuse(
			'This n8n keeps files in its memory, where Ssemble cannot fetch them',
			`Set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of n8n to filesystem, or ${OTHER_SOURCES}.`,
		);
	}
	const { saveDataSuccessExecution } = workflowSettings(context);
	if (outlivesExecution && saveDataSuccessExecution === 'none') {
		refuse(
			'This workflow drops its files when the execution ends, before Ssemble can fetch them',
			"In the workflow's settings, set 'Save successful production executions' to Save. Or use Create and Wait for Completion.",
		);
	}
}

function fileNameOf({ fileName, fileExtension, mimeType }: IBinaryData): string {
	const extension = fileExtension ?? mimeType.replace(/^video\//, '');
	return fileName ?? `video.${extension}`;
}

/**
 * Tells a file from others, whatever token its address has, and also when an earlier node has made it anew in a
 * retry of the execution.
 */
function identityOf(workflowId: string, field: string, name: string, file: IBinaryData): string {
	const { bytes, fileSize, mimeType } = file;
	return createHash('sha256')
		.update(JSON.stringify([workflowId, field, name, mimeType, bytes ?? fileSize]))
		.digest('base64url')
		.slice(0, 16);
}

/**
 * n8n moves an uploaded file as soon as the execution sleeps or ends, and the address that Ssemble was given leads
 * nowhere from then on. A copy stays where it is.
 */
async function lastingFile(
	context: IExecuteFunctions,
	file: IBinaryData,
	field: string,
	refuse: Refuse,
): Promise<IBinaryData> {
	if (file.id?.includes(UPLOADED) !== true) return file;
	try {
		const content = await context.helpers.getBinaryStream(file.id);
		return await context.helpers.prepareBinaryData(content, file.fileName, file.mimeType);
	} catch (caught) {
		return refuse(
			`The uploaded file in the field ${field} could not be copied: ${asNodeError(context, caught).message}`,
			`Upload it again, or ${OTHER_SOURCES}.`,
		);
	}
}

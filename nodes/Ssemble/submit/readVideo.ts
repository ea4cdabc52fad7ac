import type { IExecuteFunctions } from 'n8n-workflow';
import { asText } from '../n8n/json';
import { refuser, type Refuse } from '../n8n/parameters';
import { isPrivate } from '../n8n/privateAddress';
import type { CreateShortsBody } from '../api/types';
import { fileFromNodeUrl, type VideoAccess } from './fileFromNode';
import { NO_FILES, NO_YOUTUBE_VIDEOS, refuseWrongLink } from './wrongLinks';

/** Where the video of a create request is. */
type VideoAddress = Pick<CreateShortsBody, 'fileUrl' | 'url'>;

/** What YouTube calls a video. */
const YOUTUBE_ID = /^[\w-]{11}$/;

/** An address that was copied without https:// in front of it. */
const BARE_ADDRESS = /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/;

/** One address after another, divided by spaces, or by commas in front of any query. */
const SEVERAL_ADDRESSES = /\shttps?:|^[^?#]*[,;]https?:/i;

/**
 * Reads where the video of an input item is.
 *
 * @throws NodeOperationError that says what to enter instead
 */
export async function readVideo(
	context: IExecuteFunctions,
	itemIndex: number,
	access: VideoAccess,
): Promise<VideoAddress> {
	const refuse = refuser(context, itemIndex);
	const source = context.getNodeParameter('videoSource', itemIndex, 'url') as string;
	const read = (name: string) => asText(context.getNodeParameter(name, itemIndex, ''));
	switch (source) {
		case 'url':
			return { url: youTubeUrl(read('url'), refuse) };
		case 'fileUrl':
			return { fileUrl: fileUrl(read('fileUrl'), access, refuse) };
		case 'binary':
			return { fileUrl: await fileFromNodeUrl(context, itemIndex, access) };
		default:
			return refuse(
				`'Video Source' is set to ${source || 'nothing'}`,
				'Use one of these: url, fileUrl, binary.',
			);
	}
}

function youTubeUrl(given: string, refuse: Refuse): string {
	const label = 'YouTube URL';
	const isId = YOUTUBE_ID.test(given);
	const address = isId ? `https://www.youtube.com/watch?v=${given}` : given;
	const url = readUrl(label, address, refuse);
	refuseWrongLink(NO_YOUTUBE_VIDEOS, label, url, refuse);
	return shown(address, url);
}

function fileUrl(given: string, { allowPrivate }: VideoAccess, refuse: Refuse): string {
	const label = 'Video File URL';
	const url = readUrl(label, given, refuse);
	refuseWrongLink(NO_FILES, label, url, refuse);
	if (!allowPrivate && isPrivate(url.href)) {
		refuse(
			`'${label}' leads to ${url.hostname}, which Ssemble cannot reach from the internet`,
			"Enter a public address. Or download the file with a node of its own, and set 'Video Source' to File From an Earlier Node.",
		);
	}
	return shown(given, url);
}

function readUrl(label: string, given: string, refuse: Refuse): URL {
	if (given === '') {
		refuse(
			`'${label}' is empty`,
			'Enter the address of the video, e.g. from a field of the input item.',
		);
	}
	if (SEVERAL_ADDRESSES.test(given)) {
		refuse(
			`'${label}' holds more than one address`,
			'Pass in one item per video; the Split Out node turns a list into items.',
		);
	}
	const address = BARE_ADDRESS.test(given) ? `https://${given}` : given;
	if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
	return refuse(
		`'${label}' is not a web address: ${given}`,
		'Enter an address that starts with https://.',
	);
}

/** As it was given, if that will do: another spelling may not have the same signature. */
function shown(given: string, url: URL): string {
	return /^https?:\/\/\S+$/i.test(given) ? given : url.href;
}

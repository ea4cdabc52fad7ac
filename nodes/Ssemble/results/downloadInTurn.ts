import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { downloadVideo, type VideoSource } from './downloadVideo';

/** Downloads at once: more would only share the same line. */
export const MOST_DOWNLOADS = 3;

/** The downloads of one run of a node. */
interface Line {
	/** One until it is known where n8n keeps files: in its database, each of them goes through memory as a whole. */
	limit: number;
	running: number;
	/** Each lets a waiting download look again whether it is its turn. */
	waiting: Array<() => void>;
}

const lines = new WeakMap<IExecuteFunctions, Line>();

/**
 * Downloads a video into n8n's binary storage, when it is its turn among the downloads of this run of the node.
 *
 * @throws as `downloadVideo`
 */
export async function downloadInTurn(
	context: IExecuteFunctions,
	source: VideoSource,
): Promise<IBinaryData> {
	const line = lines.get(context) ?? { limit: 1, running: 0, waiting: [] };
	lines.set(context, line);
	while (line.running >= line.limit) {
		await new Promise<void>((resolve) => line.waiting.push(resolve));
	}
	line.running++;
	try {
		const file = await downloadVideo(context, source);
		if (isStreamed(file)) line.limit = MOST_DOWNLOADS;
		return file;
	} finally {
		line.running--;
		for (const lookAgain of line.waiting.splice(0)) lookAgain();
	}
}

function isStreamed({ id = '' }: IBinaryData): boolean {
	return /^(filesystem|s3)/.test(id);
}

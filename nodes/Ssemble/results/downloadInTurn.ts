import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { downloadVideo, type VideoSource } from './downloadVideo';

/** Downloads at once: more would only share the same line. */
export const MOST_DOWNLOADS = 3;

/** The downloads of one run of a node. */
class Line {
	/** One until it is known where n8n keeps files: in its database, each of them goes through memory as a whole. */
	private limit = 1;

	private running = 0;

	private readonly waiting: Array<() => void> = [];

	async run(download: () => Promise<IBinaryData>): Promise<IBinaryData> {
		if (this.running < this.limit) this.running++;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			const file = await download();
			if (isStreamed(file)) this.limit = MOST_DOWNLOADS;
			return file;
		} finally {
			this.running--;
			// Counted here, because those that are called begin only after others may have ended.
			for (const begin of this.waiting.splice(0, this.limit - this.running)) {
				this.running++;
				begin();
			}
		}
	}
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
	const line = lines.get(context) ?? new Line();
	lines.set(context, line);
	return await line.run(async () => await downloadVideo(context, source));
}

function isStreamed({ id = '' }: IBinaryData): boolean {
	return /^(filesystem|s3)/.test(id);
}

import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import {
	interrupted,
	notVideo,
	refusedBy,
	stalled,
	type Attempt,
	type Place,
} from './downloadAttempt';
import { asText } from '../n8n/json';
import { throwIfCancelled } from '../n8n/pause';
import { repeatedly } from '../n8n/repeatedly';
import { isVideoContent, TELLING_BYTES } from './videoContent';
import { videoFileName, videoType } from './videoFile';

export interface VideoSource {
	/** http or https. */
	url: string;
	/** What the file is to be called; any text, with or without extension. */
	name: string;
	itemIndex: number;
}

type Binary = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/** An answer whose body has not been read yet. */
interface Answer {
	statusCode: number;
	/** Names in lower case. */
	headers: Record<string, unknown>;
	body: Exclude<Binary, Buffer>;
}

/** Milliseconds until the server must begin to answer. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Milliseconds without a byte after which a download is given up. */
const STALL_MS = 60_000;

/** The least that must come on average after a while: bytes a second, and milliseconds. */
const LEAST_PACE = 1_000;
const PACE_AFTER_MS = 5 * 60_000;

/** Milliseconds between two looks at whether it stalls. */
const STALL_CHECK_MS = 5_000;

/** Milliseconds between the attempts of a download. */
const RETRY_DELAYS_MS = [1_000, 3_000];

/**
 * Streams a video into n8n's binary storage. Memory does not grow with its size, and nothing but a whole
 * video is ever stored. This is the one request that does not go to Ssemble, so no credential goes with it.
 *
 * @throws NodeApiError | NodeOperationError if the address does not lead to a video, or it does not arrive whole
 */
export async function downloadVideo(
	context: IExecuteFunctions,
	source: VideoSource,
): Promise<IBinaryData> {
	const attempt = await repeatedly(
		context,
		async () => await new Download(context, source).run(),
		({ kind }, earlier) => (kind === 'broken' ? RETRY_DELAYS_MS[earlier] : undefined),
	);
	if (attempt.kind === 'done') return attempt.binary;
	throw attempt.error;
}

/** Waits until there is more to read, or no more. */
async function moreOf(body: Answer['body']): Promise<void> {
	const events = ['readable', 'end', 'close', 'error'];
	await new Promise<void>((resolve, reject) => {
		const settle = (error?: Error) => {
			for (const event of events) body.off(event, settle);
			if (error) reject(error);
			else resolve();
		};
		for (const event of events) body.on(event, settle);
	});
}

/** One attempt to download a video. */
class Download {
	private readonly stop = new AbortController();

	private readonly at: Place;

	private received = 0;

	private lastReceivedAt = Date.now();

	private readonly beganAt = Date.now();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly source: VideoSource,
	) {
		this.at = { node: context.getNode(), itemIndex: source.itemIndex };
	}

	async run(): Promise<Attempt> {
		try {
			return await this.download();
		} catch (caught) {
			throwIfCancelled(this.context);
			return this.stop.signal.aborted
				? stalled(this.at, this.received)
				: interrupted(this.at, this.received, caught);
		} finally {
			// Ends what is still going on, be it the answer or the watch over it.
			this.stop.abort();
		}
	}

	private async download(): Promise<Attempt> {
		const { statusCode, headers, body } = await this.request();
		// Nobody asked for a part of the file.
		if (statusCode >= 300 || statusCode === 206) return refusedBy(this.at, statusCode);
		const contentType = asText(headers['content-type']);
		const mimeType = videoType(contentType, this.source.url);
		if (mimeType === undefined) return notVideo(this.at, contentType);
		void this.abortWhenStalled();
		const beginning = await this.peek(body);
		if (beginning.length === 0) return notVideo(this.at, 'an empty file');
		if (beginning.length < TELLING_BYTES) return notVideo(this.at, 'less than a video');
		if (!isVideoContent(beginning, /^video\//i.test(contentType)))
			return notVideo(this.at, 'a web page or a text');
		return await this.store(body, mimeType);
	}

	private async request(): Promise<Answer> {
		const cancelled = this.context.getExecutionCancelSignal();
		return (await this.context.helpers.httpRequest({
			url: this.source.url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// Of a compressed answer nobody could tell whether it came whole.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: ANSWER_TIMEOUT_MS,
			abortSignal: AbortSignal.any([this.stop.signal, ...(cancelled ? [cancelled] : [])]),
		})) as Answer;
	}

	/** The first bytes, before anything is stored. They stay in the flow, unless they are too few for a video. */
	private async peek(body: Answer['body']): Promise<Buffer> {
		let beginning = Buffer.alloc(0);
		while (beginning.length < TELLING_BYTES && !body.readableEnded && !body.destroyed) {
			const chunk = body.read() as Buffer | null;
			if (chunk) beginning = Buffer.concat([beginning, chunk]);
			else await moreOf(body);
			this.lastReceivedAt = Date.now();
		}
		if (beginning.length >= TELLING_BYTES) body.unshift(beginning);
		return beginning;
	}

	private async store(body: Answer['body'], mimeType: string): Promise<Attempt> {
		// Unlike `on`, this does not start the flow before n8n reads.
		body.prependListener('data', ({ length }: Buffer) => {
			this.received += length;
			this.lastReceivedAt = Date.now();
		});
		const fileName = videoFileName(this.source.name, mimeType);
		const binary = await this.context.helpers.prepareBinaryData(body, fileName, mimeType);
		return { kind: 'done', binary };
	}

	private async abortWhenStalled(): Promise<void> {
		const { signal } = this.stop;
		while (!signal.aborted) {
			await sleep(STALL_CHECK_MS, signal).catch(() => undefined);
			const elapsed = Date.now() - this.beganAt;
			const isSlow = elapsed > PACE_AFTER_MS && this.received < (LEAST_PACE * elapsed) / 1_000;
			if (isSlow || Date.now() - this.lastReceivedAt > STALL_MS) this.stop.abort();
		}
	}
}

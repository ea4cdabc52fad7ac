import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { causeOf, connectionCode } from '../api/errors';
import type { NodeError } from '../n8n/items';
import { asText } from '../n8n/json';
import { pause, throwIfCancelled } from '../n8n/pause';
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

/** How an attempt ended. What is only broken may work another time. */
type Attempt =
	| { kind: 'done'; binary: IBinaryData }
	| { kind: 'broken'; error: NodeError }
	| { kind: 'refused'; error: NodeError };

/** Milliseconds until the server must begin to answer. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Milliseconds without a byte after which a download is given up. */
const STALL_MS = 60_000;

/** Milliseconds between two looks at whether it stalls. */
const STALL_CHECK_MS = 5_000;

/** Milliseconds between the attempts of a download. */
const RETRY_DELAYS_MS = [1_000, 3_000];

/** What connections report when they break. Anything else is not theirs: a full disk, a forbidden address. */
const BROKEN_CONNECTION =
	/^(ECONN\w+|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EPIPE|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE|ERR_NETWORK)$/;

const READ_AGAIN = 'Read the clip again with Get Results: if it has a new address, use that.';
const RUN_AGAIN = "Run this node again, or turn on 'Retry On Fail' in its settings.";

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
	for (let attempts = 0; ; attempts++) {
		const attempt = await new Download(context, source).run();
		if (attempt.kind === 'done') return attempt.binary;
		const delay = attempt.kind === 'broken' ? RETRY_DELAYS_MS[attempts] : undefined;
		if (delay === undefined) throw attempt.error;
		await pause(context, delay);
	}
}

/** One attempt to download a video. */
class Download {
	private readonly stop = new AbortController();

	private received = 0;

	private lastReceivedAt = Date.now();

	private end: 'stalled' | 'text' | undefined;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly source: VideoSource,
	) {}

	async run(): Promise<Attempt> {
		try {
			const answer = await this.request();
			const mimeType = videoType(asText(answer.headers['content-type']), this.source.url);
			if (answer.statusCode >= 300) return this.refusedBy(answer);
			if (mimeType === undefined) return this.notVideo(asText(answer.headers['content-type']));
			return await this.store(answer, mimeType);
		} catch (caught) {
			throwIfCancelled(this.context);
			return this.interrupted(caught);
		} finally {
			// Ends what is still going on, be it the answer or the watch over it.
			this.stop.abort();
		}
	}

	private async request(): Promise<Answer> {
		const cancelled = this.context.getExecutionCancelSignal();
		return (await this.context.helpers.httpRequest({
			url: this.source.url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: ANSWER_TIMEOUT_MS,
			abortSignal: AbortSignal.any([this.stop.signal, ...(cancelled ? [cancelled] : [])]),
		})) as Answer;
	}

	private async store({ body }: Answer, mimeType: string): Promise<Attempt> {
		// Unlike `on`, this does not start the flow before n8n reads.
		body.prependListener('data', (chunk: Buffer) => this.look(chunk));
		void this.abortWhenStalled();

		const fileName = videoFileName(this.source.name, mimeType);
		const binary = await this.context.helpers.prepareBinaryData(body, fileName, mimeType);
		return this.received > 0 ? { kind: 'done', binary } : this.notVideo('an empty file');
	}

	private look(chunk: Buffer): void {
		// A page or a JSON text can come under any type; no video begins like one.
		if (this.received === 0 && /^\s*[<{[]/.test(chunk.toString('latin1', 0, 64)))
			this.abort('text');
		this.received += chunk.length;
		this.lastReceivedAt = Date.now();
	}

	private async abortWhenStalled(): Promise<void> {
		const { signal } = this.stop;
		while (!signal.aborted) {
			await sleep(STALL_CHECK_MS, signal).catch(() => undefined);
			if (Date.now() - this.lastReceivedAt > STALL_MS) this.abort('stalled');
		}
	}

	private abort(end: 'stalled' | 'text'): void {
		this.end ??= end;
		this.stop.abort();
	}

	private refusedBy({ statusCode }: Answer): Attempt {
		const status = `HTTP status ${statusCode}`;
		if (statusCode === 404 || statusCode === 410) {
			return this.refused(
				`There is no video at this address (${status})`,
				`The clip or its request may have been deleted. ${READ_AGAIN}`,
				statusCode,
			);
		}
		if (statusCode === 401 || statusCode === 403) {
			return this.refused(
				`The server does not give this video away (${status})`,
				`The link may have expired. ${READ_AGAIN}`,
				statusCode,
			);
		}
		const { error } = this.refused(
			`The server could not deliver the video (${status})`,
			`${RUN_AGAIN} If it stays, check the address.`,
			statusCode,
		);
		return { kind: statusCode === 429 || statusCode >= 500 ? 'broken' : 'refused', error };
	}

	private notVideo(what: string): Attempt {
		return this.refused(
			`'Video URL' does not lead to a video, but to ${what}`,
			`Enter the address of a video file, e.g. the field video_url of a clip. A link that has expired can lead elsewhere, too. ${READ_AGAIN}`,
		);
	}

	private interrupted(caught: unknown): Attempt {
		if (this.end === 'text') return this.notVideo('a web page or a text');
		if (this.end === 'stalled') {
			return this.refused(
				`The download of the video stalled after ${this.received} bytes`,
				`Nothing came for ${STALL_MS / 1_000} seconds, and nothing was stored. ${RUN_AGAIN}`,
			);
		}
		const reported = `The connection reported: ${causeOf(caught)}. Nothing was stored.`;
		const { error } =
			this.received === 0
				? this.refused(
						'The video could not be downloaded',
						`${reported} Check the address. ${RUN_AGAIN}`,
					)
				: this.refused(
						`The download of the video broke off after ${this.received} bytes`,
						`${reported} ${RUN_AGAIN}`,
					);
		return { kind: BROKEN_CONNECTION.test(connectionCode(caught)) ? 'broken' : 'refused', error };
	}

	private refused(
		message: string,
		description: string,
		statusCode?: number,
	): Attempt & { kind: 'refused' } {
		const node = this.context.getNode();
		const { itemIndex } = this.source;
		const error =
			statusCode === undefined
				? new NodeOperationError(node, message, { description, itemIndex })
				: new NodeApiError(
						node,
						{ message },
						{ message, description, itemIndex, httpCode: String(statusCode) },
					);
		return { kind: 'refused', error };
	}
}

import type { QuirksSetting } from './quirks';

/** What may be changed while a sandbox runs. All times are milliseconds. */
export interface SandboxSettings {
	/** From creating a request to its end; `'manual'` waits for `finish()`. Default 50. */
	processingMs: number | 'manual';
	/** Added to every answer of the API. Default 0. */
	latencyMs: number;
	/** Clips a request yields; with `noClipping` it is always 1. Default 3. */
	clipsPerRequest: number;
	/** Whether one clip of each new request will be a failed one. Default false. */
	clipError: boolean;
	/** How list answers name their pagination: the API's two sources differ. Default `page`. */
	pagination: 'page' | 'currentPage';
	/** How DELETE answers: 200 with a message (default), or 204 with nothing. */
	deleteAnswer: 'message' | 'empty';
	/** Seconds a source video lasts unless its URL says otherwise. Default 10,800. */
	videoDuration: number;
	/** Fetch a `fileUrl` on 127.0.0.1 or localhost to its end; the request fails if it is no video. Default false. */
	fetchFiles: boolean;
	/** What the documents do not say, but a live service may do: all of it, or what is named. Default false. */
	quirks: QuirksSetting;
	/** Query added to every `video_url`, for example `size=1000000`; the videos route explains it. */
	videoQuery: string;
	/** Accept webhook URLs on this machine and in private networks. Default false. */
	allowLocalWebhooks: boolean;
	/** Public-looking hosts and the origin that their events go to: `{ 'n8n.example.com': 'http://127.0.0.1:5678' }`. */
	webhookHosts: Record<string, string>;
	/** How far events may travel. Hosts in `webhookHosts` always get theirs. Default `loopback`. */
	webhookReach: 'loopback' | 'anywhere';
	/** The pause before each delivery attempt; their number is the number of attempts. Default 0, 1,000, 3,000. */
	webhookAttemptDelaysMs: number[];
	/** How long a receiver may take to answer an attempt. Default 10,000. */
	webhookTimeoutMs: number;
}

export const DEFAULT_SETTINGS: SandboxSettings = {
	processingMs: 50,
	latencyMs: 0,
	clipsPerRequest: 3,
	clipError: false,
	pagination: 'page',
	deleteAnswer: 'message',
	videoDuration: 3 * 60 * 60,
	fetchFiles: false,
	quirks: false,
	videoQuery: '',
	allowLocalWebhooks: false,
	webhookHosts: {},
	webhookReach: 'loopback',
	webhookAttemptDelaysMs: [0, 1_000, 3_000],
	webhookTimeoutMs: 10_000,
};

import { ApiError } from './apiError';
import { isPrivate, parseHttpUrl } from './addresses';
import type { SandboxSettings } from './settings';
import { isFetchable } from './sourceFiles';

/** The longest video that Ssemble takes, in seconds. */
const LONGEST_VIDEO = 18_000;

/** What a source URL asks of the sandbox. */
export interface Source {
	url: string;
	/** Seconds. */
	duration: number;
	/** Why the request will fail, if it will. */
	failureReason?: string;
	/** Whether one of its clips will be a failed one. */
	hasClipError: boolean;
	/** Clips the request will yield, if the URL says. */
	clips?: number;
	/** Milliseconds until the request ends, if the URL says. */
	processingMs?: number;
	/** Whether the request's event will get lost, or come three times. */
	event?: 'lost' | 'repeated';
}

/** Checks a source and reads the sandbox's magic words in it; sandbox/README.md lists them. */
export function readSource(
	given: { url?: string; fileUrl?: string },
	settings: SandboxSettings,
): Source {
	const text = given.url ?? given.fileUrl ?? '';
	const parsed = given.url === undefined ? parseFileUrl(text, settings) : parseYouTubeUrl(text);
	if (text.includes('sandbox-unfetchable')) {
		throw new ApiError('url_validation_failed', 'The video could not be fetched');
	}
	const number = (name: string) => numberIn(parsed, name);
	const duration = number('sandboxDuration') ?? settings.videoDuration;
	if (duration > LONGEST_VIDEO) {
		throw new ApiError('video_too_long', 'The video is longer than 5 hours');
	}
	const seconds = number('sandboxSeconds');
	return {
		url: text,
		duration,
		failureReason: text.includes('sandbox-fail')
			? 'The video has no speech that could be turned into shorts'
			: undefined,
		hasClipError: text.includes('sandbox-clip-error'),
		clips: number('sandboxClips'),
		processingMs: seconds === undefined ? undefined : seconds * 1000,
		event: eventIn(text),
	};
}

function parseYouTubeUrl(text: string): URL {
	const url = parseHttpUrl(text);
	const host = url?.hostname.replace(/^(www|m|music)\./, '');
	if (url && host === 'youtube.com') {
		if (url.pathname.startsWith('/shorts/')) {
			throw new ApiError('invalid_youtube_url', 'YouTube Shorts are not supported');
		}
		const isVideo =
			(url.pathname === '/watch' && url.searchParams.get('v')) ||
			/^\/(live|embed|v)\/[\w-]+/.test(url.pathname);
		if (isVideo) return url;
	}
	if (url && host === 'youtu.be' && /^\/[\w-]+/.test(url.pathname)) return url;
	throw new ApiError('invalid_youtube_url', 'Invalid YouTube URL');
}

function parseFileUrl(text: string, { fetchFiles }: SandboxSettings): URL {
	const url = parseHttpUrl(text);
	const isOwn = fetchFiles && isFetchable(text);
	if (!url || (isPrivate(url.hostname) && !isOwn)) {
		throw new ApiError('url_validation_failed', 'fileUrl must be a public http or https URL');
	}
	return url;
}

function numberIn(url: URL, name: string): number | undefined {
	const number = Number(url.searchParams.get(name) ?? Number.NaN);
	return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function eventIn(text: string): Source['event'] {
	if (text.includes('sandbox-lost-event')) return 'lost';
	return text.includes('sandbox-repeated-event') ? 'repeated' : undefined;
}

import { withoutFileToken } from '../n8n/signedFile';
import type { CreateShortsBody, ShortsRequest } from '../api/types';
import { youTubeVideo } from './youTube';

/** Seconds by which a time may differ that the API rounded. */
const ROUNDING = 1;

/** How well a request fits a body, from best to worst; 'untold' if the request does not tell its range. */
export type Fit = 'exact' | 'rounded' | 'shortened' | 'untold' | 'other';

/** What the API takes for options that are not sent (API documentation, POST /shorts/create). */
const DEFAULTS = { language: 'en', preferredLength: 'under60sec' };

/**
 * How well a request fits a body of the same source.
 *
 * @param templateIds the ids of its caption template, '' among them if it is the default one; undefined if unknown
 */
export function fitOf(
	request: ShortsRequest,
	body: CreateShortsBody,
	templateIds?: readonly string[],
): Fit {
	if (hasOtherOptions(request, body)) return 'other';
	if (templateIds && !templateIds.includes(body.templateId ?? '')) return 'other';
	const start = seconds(request.start);
	const end = seconds(request.end);
	if (isOff(start, body.start)) return 'other';
	if (end !== undefined && end >= (seconds(body.end) ?? NaN) + ROUNDING) return 'other';
	if (start === undefined || end === undefined) return 'untold';
	if (start === body.start && end === body.end) return 'exact';
	// The API shortens a range that runs past the end of the video.
	return isOff(end, body.end) ? 'shortened' : 'rounded';
}

function isOff(told: number | undefined, asked: number): boolean {
	return told !== undefined && Math.abs(told - (seconds(asked) ?? NaN)) >= ROUNDING;
}

/** A number of seconds, which may come as a text. */
function seconds(value: unknown): number | undefined {
	const isTold = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
	const number = isTold ? Number(value) : NaN;
	return Number.isFinite(number) ? number : undefined;
}

/** Whether the options that the request shows contradict the body. What it leaves out does not. */
function hasOtherOptions(request: ShortsRequest, body: CreateShortsBody): boolean {
	const language = body.language || DEFAULTS.language;
	const length = body.preferredLength || DEFAULTS.preferredLength;
	return (
		differ(request.language, language) ||
		differ(request.captionLanguage || request.language, body.captionLanguage || language) ||
		(!body.noClipping && differ(request.preferredLength, length))
	);
}

function differ(told: unknown, asked: unknown): boolean {
	if (typeof told !== 'string' || typeof asked !== 'string' || !told || !asked) return false;
	return told.toLowerCase() !== asked.toLowerCase();
}

/**
 * Whether a request with this address could have been made of a body.
 *
 * @param url as the API gives it; nothing if it does not tell
 */
export function couldBeSource(url: string | null | undefined, body: CreateShortsBody): boolean {
	const source = withoutFileToken(body.url ?? body.fileUrl ?? '');
	if (!url || url === source) return true;
	// The API may give a video's address in another form than it received it.
	const video = youTubeVideo(source);
	if (video !== undefined) return video === youTubeVideo(url);
	return normalized(withoutFileToken(url)) === normalized(source);
}

/** An address in the one form in which equal addresses are equal texts. */
function normalized(url: string): string {
	try {
		const { href } = new URL(url.trim());
		return decodeURI(href);
	} catch {
		return url.trim();
	}
}

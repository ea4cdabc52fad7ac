import { asNumber } from '../n8n/parameters';
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
	const [start, end] = [asNumber(request.start), asNumber(request.end)];
	const [askedStart, askedEnd] = [asNumber(body.start), asNumber(body.end)];
	// NaN, which the API's silence becomes, is neither below nor above anything.
	if (Math.abs(start - askedStart) >= ROUNDING || end >= askedEnd + ROUNDING) return 'other';
	if (!Number.isFinite(start) || !Number.isFinite(end)) return 'untold';
	if (start === askedStart && end === askedEnd) return 'exact';
	// The API shortens a range that runs past the end of the video.
	return askedEnd - end >= ROUNDING ? 'shortened' : 'rounded';
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
	return normalized(url) === normalized(source);
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

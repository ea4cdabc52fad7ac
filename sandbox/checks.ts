import type { CreateShortsBody, CreatedShorts } from '../nodes/Ssemble/api/types';
import { ApiError } from './apiError';
import { isPrivate, parseHttpUrl } from './addresses';
import { GAME_VIDEOS, MEME_HOOKS, MUSIC, TEMPLATES } from './catalogue';
import type { SandboxSettings } from './settings';
import { readSource, type Source } from './source';

const PREFERRED_LENGTHS = [
	'under30sec',
	'under60sec',
	'under90sec',
	'under3min',
	'under5min',
	'under10min',
];
const LAYOUTS = ['auto', 'fill', 'fit', 'square'];
const LANGUAGES = 'en es fr de it pt ru ja ko zh ar hi tr pl nl sv no da fi cs'.split(' ');
const SWITCHES = ['noClipping', 'hookTitle', 'memeHook', 'gameVideo', 'ctaEnabled', 'music'];
/** Seconds. */
const LONGEST_WINDOW = 1_200;
const LONGEST_CTA = 200;
const LONGEST_WEBHOOK_URL = 2_048;

const STATUSES = ['queued', 'processing', 'completed', 'failed', 'cancelled'];

/** A create request that passed every check. */
export interface CheckedCreate {
	body: CreateShortsBody;
	source: Source;
	timeAdjustment?: CreatedShorts['timeAdjustment'];
	/** Seconds, after any adjustment. */
	start: number;
	end: number;
}

/** Checks the body of POST /shorts/create as the API documents it, or throws its error. */
export function checkCreate(body: unknown, settings: SandboxSettings): CheckedCreate {
	const fields = asObject(body);
	checkSourceCount(fields);
	const { start, end } = checkWindow(fields);
	checkOptions(fields);
	checkWebhookUrl(fields.webhookUrl, settings);
	// Every field was just found to have its documented type.
	const checked = fields as CreateShortsBody;
	const source = readSource(checked, settings);
	return { body: checked, source, ...fitWindow(start, end, source.duration) };
}

/** `page` and `limit` of a list request. */
export function checkPaging(query: Record<string, unknown>) {
	return {
		page: wholeNumber(query, 'page', { fallback: 1, min: 1, max: Number.MAX_SAFE_INTEGER }),
		limit: wholeNumber(query, 'limit', { fallback: 20, min: 1, max: 100 }),
	};
}

/** The query of GET /shorts. */
export function checkListQuery(query: Record<string, unknown>) {
	return {
		...checkPaging(query),
		status: oneOf(query, 'status', STATUSES),
		sortBy: oneOf(query, 'sortBy', ['createdAt', 'updatedAt'] as const) ?? 'createdAt',
		sortOrder: oneOf(query, 'sortOrder', ['asc', 'desc']) ?? 'desc',
	};
}

/** A request id as the path gives it. */
export function checkRequestId(id: string): string {
	if (!isHexId(id)) throw invalid('Invalid request ID format');
	return id;
}

const isHexId = (text: string) => /^[0-9a-f]{24}$/i.test(text);

const invalid = (message: string) => new ApiError('invalid_request', message);

/** The fields of a body; one that is null or empty counts as not given. */
function asObject(body: unknown): Record<string, unknown> {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw new ApiError('invalid_request', 'The body must be a JSON object');
	}
	return Object.fromEntries(Object.entries(body).filter(([, value]) => isGiven(value)));
}

function checkSourceCount(fields: Record<string, unknown>) {
	const given = ['url', 'fileUrl'].filter((name) => text(fields, name) !== undefined);
	if (given.length === 1) return;
	throw invalid(
		given.length ? 'Give either url or fileUrl, not both' : 'Either url or fileUrl is required',
	);
}

function checkWindow(fields: Record<string, unknown>) {
	const start = seconds(fields, 'start');
	const end = seconds(fields, 'end');
	if (end - start < 1) throw invalid('end must be at least 1 second after start');
	if (end - start > LONGEST_WINDOW) {
		throw invalid(`The range from start to end must not exceed ${LONGEST_WINDOW} seconds`);
	}
	return { start, end };
}

function seconds(fields: Record<string, unknown>, name: string): number {
	const value = fields[name];
	if (value === undefined) throw invalid(`${name} is required`);
	if (typeof value !== 'number' || value < 0) {
		throw invalid(`${name} must be a number of seconds, 0 or more`);
	}
	return value;
}

function checkOptions(fields: Record<string, unknown>) {
	oneOf(fields, 'preferredLength', PREFERRED_LENGTHS);
	oneOf(fields, 'layout', LAYOUTS);
	oneOf(fields, 'language', LANGUAGES);
	oneOf(fields, 'captionLanguage', LANGUAGES);
	for (const name of SWITCHES) {
		const value = fields[name];
		if (value !== undefined && typeof value !== 'boolean') {
			throw invalid(`${name} must be true or false`);
		}
	}
	checkTemplate(fields);
	oneOf(fields, 'musicName', namesOf(MUSIC));
	oneOf(fields, 'gameVideoName', namesOf(GAME_VIDEOS));
	oneOf(fields, 'memeHookName', namesOf(MEME_HOOKS));
	checkVolume(fields.musicVolume);
	checkCta(fields);
}

const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => name);

function checkTemplate(fields: Record<string, unknown>) {
	const id = text(fields, 'templateId');
	if (id === undefined) return;
	if (!isHexId(id)) throw invalid('templateId must be 24 hexadecimal characters');
	if (!TEMPLATES.some((template) => template.templateId === id.toLowerCase())) {
		throw invalid('There is no template with this templateId');
	}
}

function checkVolume(volume: unknown) {
	if (volume === undefined) return;
	if (typeof volume !== 'number' || volume < 0 || volume > 100) {
		throw invalid('musicVolume must be a number from 0 to 100');
	}
}

function checkCta(fields: Record<string, unknown>) {
	const cta = text(fields, 'ctaText');
	if (fields.ctaEnabled === true && !cta?.trim()) {
		throw invalid('ctaText is required when ctaEnabled is true');
	}
	if (cta !== undefined && cta.length > LONGEST_CTA) {
		throw invalid(`ctaText must not exceed ${LONGEST_CTA} characters`);
	}
}

function checkWebhookUrl(value: unknown, settings: SandboxSettings) {
	if (value === undefined) return;
	const refused = (message: string) => new ApiError('url_validation_failed', message);
	if (typeof value !== 'string') throw invalid('webhookUrl must be a text');
	if (value.length > LONGEST_WEBHOOK_URL) {
		throw refused(`webhookUrl must not exceed ${LONGEST_WEBHOOK_URL} characters`);
	}
	const url = parseHttpUrl(value);
	if (!url) throw refused('webhookUrl must be an http or https URL');
	if (isPrivate(url.hostname) && !settings.allowLocalWebhooks) {
		throw refused('webhookUrl must be publicly reachable, not a local or private address');
	}
}

/** Cuts the range off at the end of the video, and says so in the way the API does. */
function fitWindow(start: number, end: number, videoDuration: number) {
	if (start >= videoDuration) throw invalid('start is past the end of the video');
	if (end <= videoDuration) return { start, end };
	return {
		start,
		end: videoDuration,
		timeAdjustment: {
			message: 'The range was adjusted because it ran past the end of the video',
			original: { start, end },
			adjusted: { start, end: videoDuration },
			videoDuration,
		},
	};
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

function text(fields: Record<string, unknown>, name: string): string | undefined {
	const value = fields[name];
	if (!isGiven(value)) return undefined;
	if (typeof value !== 'string') throw invalid(`${name} must be a text`);
	return value;
}

function oneOf<T extends string>(
	fields: Record<string, unknown>,
	name: string,
	choices: readonly T[],
): T | undefined {
	const value = text(fields, name);
	if (value === undefined) return undefined;
	const chosen = choices.find((choice) => choice === value);
	if (chosen !== undefined) return chosen;
	const listed = choices.length <= 30 ? `: ${choices.join(', ')}` : '';
	throw invalid(`${name} is not one of the allowed values${listed}`);
}

function wholeNumber(
	query: Record<string, unknown>,
	name: string,
	{ fallback, min, max }: { fallback: number; min: number; max: number },
): number {
	const value = text(query, name);
	if (value === undefined) return fallback;
	const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
	if (number >= min && number <= max) return number;
	throw invalid(
		`${name} must be a whole number, ${min} or more${max <= 100 ? `, ${max} at most` : ''}`,
	);
}

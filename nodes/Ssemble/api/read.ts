import type { IDataObject } from 'n8n-workflow';
import { asText, isJsonObject, isSsembleId } from '../n8n/json';
import { asNumber } from '../n8n/parameters';
import { withoutFileToken } from '../n8n/signedFile';
import type {
	Clip,
	CreatedShorts,
	RequestStatus,
	Sentence,
	ShortsRequest,
	ShortsRequestStatus,
	ShortsRequestSummary,
	Template,
} from './types';

/*
 * The edge at which the API's answers become our types. It forgives what a live service may do otherwise than
 * documented: another word for a status, a number as text, a null in a list. Fields that are not known pass
 * through untouched.
 */

/** Words for a status that only the vendor's own client knows. */
const OTHER_WORDS: Record<string, RequestStatus> = {
	task_complete: 'completed',
	canceled: 'cancelled',
};

const NUMBERS = [
	'progress',
	'start',
	'end',
	'duration',
	'viral_score',
	'startTimestamp',
	'endTimestamp',
	'width',
	'height',
];

const DATES = ['createdAt', 'updatedAt'];

/** Fields that may hold the address of a file in n8n. */
const ADDRESSES = ['url', 'fileUrl'];

/** Numbers below this are seconds since 1970 rather than milliseconds: as milliseconds they lie in 1973. */
const SMALLEST_MILLISECONDS = 100_000_000_000;

/**
 * A request, its clips and its transcript included.
 *
 * @param data of GET /shorts/:id
 * @param requestId under which it was asked for, whatever the answer calls it
 */
export function requestFrom(data: IDataObject, requestId: string): ShortsRequest {
	const shorts = Array.isArray(data.shorts) ? data.shorts.filter(isJsonObject) : [];
	return {
		...withNumbers(withoutFileTokens(data)),
		_id: requestId.toLowerCase(),
		status: statusFrom(data.status),
		...('sentences' in data && { sentences: sentencesFrom(data.sentences) }),
		shorts: shorts.map(clipFrom),
	};
}

function clipFrom(entry: IDataObject): Clip {
	const clip = withNumbers(entry) as Clip;
	if (!('sentenceIndexes' in entry)) return clip;
	const indexes: unknown[] = Array.isArray(entry.sentenceIndexes) ? entry.sentenceIndexes : [];
	return { ...clip, sentenceIndexes: indexes.map(wholeNumber).filter((index) => index >= 0) };
}

/** A sentence without an index of its own goes by its place in the list. */
function sentencesFrom(value: unknown): Sentence[] {
	const list: unknown[] = Array.isArray(value) ? value : [];
	return list.flatMap((entry, place) => {
		if (!isJsonObject(entry)) return [];
		const own = wholeNumber(entry.index);
		const index = own >= 0 ? own : place;
		return [{ ...withNumbers(entry), index, sentence: asText(entry.sentence) }];
	});
}

/** NaN if the value is not a whole number. */
function wholeNumber(value: unknown): number {
	const number = asNumber(value);
	return Number.isInteger(number) ? number : NaN;
}

/**
 * How far a request has come.
 *
 * @param data of GET /shorts/:id/status
 */
export function requestStatusFrom(data: IDataObject, requestId: string): ShortsRequestStatus {
	return { ...withNumbers(data), _id: requestId.toLowerCase(), status: statusFrom(data.status) };
}

/** An entry of GET /shorts; undefined if it does not tell which request it is about. */
export function summaryFrom(entry: IDataObject): ShortsRequestSummary | undefined {
	const requestId = idFrom(entry.requestId);
	if (requestId === undefined) return undefined;
	return {
		...withFields(withNumbers(withoutFileTokens(entry)), DATES, dateFrom),
		requestId,
		status: statusFrom(entry.status),
	};
}

/**
 * What was made of a submission; undefined if the answer has no id.
 *
 * @param data of POST /shorts/create
 */
export function createdFrom(data: IDataObject): CreatedShorts | undefined {
	const requestId = idFrom(data.requestId);
	if (requestId === undefined) return undefined;
	return { ...withoutFileTokens(data), requestId, status: statusFrom(data.status ?? 'queued') };
}

/** An asset as it is; undefined if it has no name, by which alone it can be chosen. */
export function namedFrom(entry: IDataObject): (IDataObject & { name: string }) | undefined {
	const { name } = entry;
	return typeof name === 'string' && name !== '' ? { ...entry, name } : undefined;
}

/** A caption style; undefined if it has no id, by which alone it can be chosen. One without a name goes by its id. */
export function templateFrom(entry: IDataObject): Template | undefined {
	const templateId = asText(entry.templateId);
	if (templateId === '') return undefined;
	const name = asText(entry.name) || asText(entry.displayName) || templateId;
	return { ...entry, templateId, name, displayName: asText(entry.displayName) || name };
}

/** A status as the API or an event gives it. A word that nobody knows stays as it is, and counts as not finished. */
export function statusFrom(value: unknown): RequestStatus {
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	return OTHER_WORDS[word] ?? (word as RequestStatus);
}

function idFrom(value: unknown): string | undefined {
	const id = typeof value === 'string' ? value.trim() : '';
	if (id === '') return undefined;
	return isSsembleId(id) ? id.toLowerCase() : id;
}

/** Whoever has the token of a file in n8n can fetch it: it is for Ssemble alone. */
function withoutFileTokens(data: IDataObject): IDataObject {
	return withFields(data, ADDRESSES, (value) =>
		typeof value === 'string' ? withoutFileToken(value) : undefined,
	);
}

function withNumbers(data: IDataObject): IDataObject {
	return withFields(data, NUMBERS, (value) => {
		const number = asNumber(value);
		return Number.isNaN(number) ? undefined : number;
	});
}

/** Converts some fields of an object; one for which `convert` gives undefined stays as it is. */
function withFields(
	data: IDataObject,
	names: string[],
	convert: (value: unknown) => number | string | undefined,
): IDataObject {
	const converted = names.map((name): [string, number | string | undefined] => [
		name,
		convert(data[name]),
	]);
	return { ...data, ...Object.fromEntries(converted.filter(([, value]) => value !== undefined)) };
}

/** A moment as ISO 8601; undefined if it is not told as a number. */
function dateFrom(value: unknown): string | undefined {
	const number = asNumber(value);
	if (!Number.isFinite(number) || number <= 0) return undefined;
	const date = new Date(number < SMALLEST_MILLISECONDS ? number * 1_000 : number);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

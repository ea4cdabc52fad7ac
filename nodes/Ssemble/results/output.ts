import type { IDataObject } from 'n8n-workflow';
import type { Clip, ShortsEventName, ShortsRequest } from '../api/types';
import type { ClipOptions } from './clipOptions';

/** How a finished request becomes items. */
export interface OutputChoice {
	/** One item a clip, or one item a request. */
	outputAs: 'clips' | 'request';
	/** The handy fields, all fields, or the ID and the named ones of all fields. */
	fields: 'simplified' | 'raw' | string[];
	/** Which clips, and whether with their files. */
	clips: ClipOptions;
}

/** What the trigger adds to its items. */
export interface EventStamp {
	event: ShortsEventName;
	/** ISO 8601. */
	timestamp: string | null;
}

/**
 * The JSON of the items that a finished request yields.
 *
 * @param request as read from GET /shorts/:id, with those of its clips that are wanted
 * @param stamp given by the trigger: its items tell the event instead of the status
 * @returns for a completed request one object a clip or one in all; for any other one object that tells why
 */
export function resultObjects(
	request: ShortsRequest,
	{ outputAs, fields }: Pick<OutputChoice, 'fields' | 'outputAs'>,
	stamp?: EventStamp,
): IDataObject[] {
	const { status, failureReason = null, shorts: clips = [] } = request;
	if (status !== 'completed') return [withoutClips(request, { failureReason }, stamp)];
	if (outputAs === 'request') {
		return fields === 'simplified'
			? [simplifiedRequest(request, stamp)]
			: [pick(rawRequest(request, stamp), 'requestId', fields)];
	}
	// It cost a credit, and somebody waits for it.
	if (clips.length === 0) return [withoutClips(request, { clips: 0 }, stamp)];
	return clips.map((clip) =>
		fields === 'simplified'
			? simplifiedItem(request, clip, stamp)
			: pick(rawItem(request, clip, stamp), 'id', fields),
	);
}

/** All fields, or the ID and the named ones. */
function pick(raw: IDataObject, idField: string, fields: 'raw' | string[]): IDataObject {
	if (fields === 'raw') return raw;
	const names = [...new Set([idField, ...fields])].filter((name) => name in raw);
	return Object.fromEntries(names.map((name) => [name, raw[name]]));
}

function simplifiedItem(request: ShortsRequest, clip: Clip, stamp?: EventStamp): IDataObject {
	return {
		...simplifiedClip(clip),
		requestId: request._id,
		status: request.status,
		sourceUrl: request.url ?? null,
		...(stamp ? { event: stamp.event } : { sourceTitle: request.title ?? null }),
	};
}

function rawItem(request: ShortsRequest, clip: Clip, stamp?: EventStamp): IDataObject {
	const { url = null, title = null, start = null, end = null, language = null } = request;
	return {
		...withoutError(clip),
		requestId: request._id,
		status: request.status,
		source: { url, title, start, end, language },
		...stamp,
	};
}

function simplifiedRequest(request: ShortsRequest, stamp?: EventStamp): IDataObject {
	return {
		requestId: request._id,
		status: request.status,
		title: request.title ?? null,
		url: request.url ?? null,
		start: request.start ?? null,
		end: request.end ?? null,
		language: request.language ?? null,
		template: request.template ?? null,
		preferredLength: request.preferredLength ?? null,
		shorts: (request.shorts ?? []).map(simplifiedClip),
		...stamp,
	};
}

function rawRequest(request: ShortsRequest, stamp?: EventStamp): IDataObject {
	return { ...withoutError(request), requestId: request._id, ...stamp };
}

function simplifiedClip(clip: Clip): IDataObject {
	return {
		title: clip.title ?? null,
		description: clip.description ?? null,
		viral_score: clip.viral_score ?? null,
		duration: clip.duration ?? null,
		video_url: clip.video_url ?? null,
		id: clip.id,
	};
}

/**
 * n8n takes an item with a truthy `error` for a failure of the node, and runs the node again or sends the item
 * to the error output.
 */
function withoutError(raw: IDataObject): IDataObject {
	if (!raw.error) return raw;
	const { error, ...fields } = raw;
	return { ...fields, hasError: error };
}

function withoutClips(request: ShortsRequest, why: IDataObject, stamp?: EventStamp): IDataObject {
	const { _id, status, url = null, title = null } = request;
	return { requestId: _id, status, ...why, sourceUrl: url, sourceTitle: title, ...stamp };
}

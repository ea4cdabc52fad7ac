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
	choice: Pick<OutputChoice, 'fields' | 'outputAs'>,
	stamp?: EventStamp,
): IDataObject[] {
	if (request.status !== 'completed') return [unsuccessful(request, stamp)];
	if (choice.outputAs === 'request') return [pick(wholeRequest, request, choice, stamp)];
	const clips = request.shorts ?? [];
	if (clips.length === 0) return [withoutClips(request, stamp)];
	return clips.map((clip) => pick(oneClip(clip), request, choice, stamp));
}

interface Shape {
	/** The field that tells what it is. */
	idField: string;
	simplified(request: ShortsRequest, stamp?: EventStamp): IDataObject;
	raw(request: ShortsRequest, stamp?: EventStamp): IDataObject;
}

function pick(
	shape: Shape,
	request: ShortsRequest,
	{ fields }: Pick<OutputChoice, 'fields'>,
	stamp?: EventStamp,
): IDataObject {
	if (fields === 'simplified') return shape.simplified(request, stamp);
	const raw = shape.raw(request, stamp);
	if (fields === 'raw') return raw;
	const names = [...new Set([shape.idField, ...fields])].filter((name) => name in raw);
	return Object.fromEntries(names.map((name) => [name, raw[name]]));
}

const oneClip = (clip: Clip): Shape => ({
	idField: 'id',
	simplified: (request, stamp) => ({
		...simplifiedClip(clip),
		requestId: request._id,
		status: request.status,
		sourceUrl: request.url ?? null,
		...(stamp ? { event: stamp.event } : { sourceTitle: request.title ?? null }),
	}),
	raw: (request, stamp) => ({
		...withoutError(clip),
		requestId: request._id,
		status: request.status,
		source: {
			url: request.url ?? null,
			title: request.title ?? null,
			start: request.start ?? null,
			end: request.end ?? null,
			language: request.language ?? null,
		},
		...stamp,
	}),
});

const wholeRequest: Shape = {
	idField: 'requestId',
	simplified: (request, stamp) => ({
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
	}),
	raw: (request, stamp) => ({ ...withoutError(request), requestId: request._id, ...stamp }),
};

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

/** It cost a credit, and somebody waits for it. */
function withoutClips(request: ShortsRequest, stamp?: EventStamp): IDataObject {
	return {
		requestId: request._id,
		status: request.status,
		clips: 0,
		...sourceOf(request),
		...stamp,
	};
}

function unsuccessful(request: ShortsRequest, stamp?: EventStamp): IDataObject {
	return {
		requestId: request._id,
		status: request.status,
		failureReason: request.failureReason ?? null,
		...sourceOf(request),
		...stamp,
	};
}

function sourceOf({ url, title }: ShortsRequest): IDataObject {
	return { sourceUrl: url ?? null, sourceTitle: title ?? null };
}

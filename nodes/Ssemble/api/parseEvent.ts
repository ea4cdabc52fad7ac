import { isJsonObject, isSsembleId } from '../n8n/json';
import { statusFrom } from './read';
import { isKnown } from './requestStatus';
import type { ShortsEvent, ShortsEventName } from './types';

/** The status that belongs to each event. */
export const EVENT_STATUS: Record<ShortsEventName, ShortsEvent['status']> = {
	'shorts.completed': 'completed',
	'shorts.failed': 'failed',
};

/** The longest body that is taken, in bytes; a real event with 100 clips has 50 kB. */
const LARGEST_BODY = 1_000_000;

type ParsedEvent = { event: ShortsEvent } | { reason: string };

/**
 * Reads what was posted to a webhook URL.
 *
 * @param body the parsed body; anybody may have sent it
 * @param size its length in bytes
 * @returns the event, reduced to what is used of it, or the reason why it is not one
 */
export function parseEvent({ body, size }: { body: unknown; size: number }): ParsedEvent {
	if (size > LARGEST_BODY) return { reason: 'the body is too large' };
	if (!isJsonObject(body)) return { reason: 'the body is not a JSON object' };

	const { event, status, requestId, timestamp } = body;
	if (!isEventName(event)) return { reason: 'the event is unknown' };
	if (contradicts(status, event)) return { reason: 'the status does not match the event' };
	if (!isSsembleId(requestId)) return { reason: 'the requestId is not 24 hexadecimal characters' };

	return {
		event: {
			event,
			status: EVENT_STATUS[event],
			requestId: requestId.toLowerCase(),
			timestamp: isTimestamp(timestamp) ? timestamp : undefined,
		},
	};
}

/** A word that nobody knows contradicts nothing: what became of the request, the API alone is asked. */
function contradicts(status: unknown, event: ShortsEventName): boolean {
	const known = statusFrom(status);
	return isKnown(known) && known !== EVENT_STATUS[event];
}

function isEventName(value: unknown): value is ShortsEventName {
	return typeof value === 'string' && Object.hasOwn(EVENT_STATUS, value);
}

function isTimestamp(value: unknown): value is string {
	return typeof value === 'string' && value.length <= 40 && !Number.isNaN(Date.parse(value));
}

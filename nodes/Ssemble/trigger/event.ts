import type { INodeExecutionData } from 'n8n-workflow';
import { randomString } from 'n8n-workflow';
import { EVENT_STATUS } from '../api/parseEvent';
import type { ShortsEvent, ShortsEventName, ShortsRequestSummary } from '../api/types';

const SHORTS_EVENTS = Object.keys(EVENT_STATUS) as ShortsEventName[];

/** What starts an execution of the trigger: an event that was posted, or made up from the account's list. */
export interface TriggerEvent extends ShortsEvent {
	/** Whether the account's list of requests showed it, rather than a post that anyone may have sent. */
	listed?: boolean;
	/** Whether no later look into the account starts an execution with it. */
	isLastLook?: boolean;
	/** Tells an execution that the event started from others: only a retry of that execution has the same one. */
	start?: string;
}

/** The item with which an execution starts. */
export function startItem(event: TriggerEvent): INodeExecutionData {
	return { json: { ...event, start: randomString(16) } };
}

/** Names the delivery of an event by a trigger, which `nodeKey` names. */
export function deliveryKey(scope: string, { requestId, event }: ShortsEvent): string {
	return `${scope} ${requestId} ${event}`;
}

/** The event that tells of a request in the account's list; none if it has not finished. */
export function listedEvents({
	requestId,
	status,
	updatedAt,
}: ShortsRequestSummary): TriggerEvent[] {
	return SHORTS_EVENTS.filter((event) => EVENT_STATUS[event] === status).map((event) => ({
		event,
		requestId,
		status: EVENT_STATUS[event],
		...(updatedAt === undefined ? {} : { timestamp: updatedAt }),
		listed: true,
	}));
}

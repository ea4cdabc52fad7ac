import type { IDataObject } from 'n8n-workflow';

export const TIMESTAMP = '2026-03-30T12:00:00.000Z';

/** What Ssemble posts when the shorts of a request are ready. */
export const completed = (requestId: string, more: IDataObject = {}): IDataObject => ({
	event: 'shorts.completed',
	requestId,
	status: 'completed',
	timestamp: TIMESTAMP,
	data: { shorts: [] },
	...more,
});

/** What Ssemble posts when they could not be made. */
export const failed = (requestId: string, more: IDataObject = {}): IDataObject => ({
	event: 'shorts.failed',
	requestId,
	status: 'failed',
	timestamp: TIMESTAMP,
	data: { failureReason: 'As the event says' },
	...more,
});

import { EVENT_STATUS } from '../api/parseEvent';
import type { Clip, ShortsEvent, ShortsEventName, ShortsRequest } from '../api/types';

/** No request has it, so that outside test runs nothing comes of it. */
const SAMPLE_ID = '0'.repeat(24);

/** What the user should know about a sample. */
export const SAMPLE_HINT =
	'This is a sample, because your account has no finished request yet: its clips are made up, and their addresses lead nowhere. Once a request has finished, a test replays that one.';

const SOURCE_URL = 'https://www.youtube.com/watch?v=sample';

const CLIPS = [
	{ title: 'Sample clip 1: not a real clip', viral_score: 92, startTimestamp: 30, duration: 45 },
	{ title: 'Sample clip 2: not a real clip', viral_score: 81, startTimestamp: 240, duration: 38 },
];

/** The event that a test run gets where the account has no finished request. */
export function sampleEvent(selected: ShortsEventName[]): ShortsEvent {
	const event = selected.includes('shorts.completed') ? 'shorts.completed' : 'shorts.failed';
	const timestamp = new Date().toISOString();
	return { event, requestId: SAMPLE_ID, status: EVENT_STATUS[event], timestamp };
}

/** Whether an event is that of a sample, of which nothing can be read or downloaded. */
export function isSample({ requestId }: ShortsEvent): boolean {
	return requestId === SAMPLE_ID;
}

/** The request of such an event, as the API would give it. */
export function sampleRequest({ status }: ShortsEvent): ShortsRequest {
	const isCompleted = status === 'completed';
	return {
		_id: SAMPLE_ID,
		status,
		progress: isCompleted ? 100 : 0,
		url: SOURCE_URL,
		start: 0,
		end: 600,
		title: 'Sample video: not a real request',
		language: 'en',
		captionLanguage: '',
		template: 'karaoke',
		preferredLength: 'under60sec',
		shorts: isCompleted ? CLIPS.map(sampleClip) : [],
		...(isCompleted ? {} : { failureReason: 'Sample reason: not a real request' }),
	};
}

function sampleClip(
	{ title, viral_score, startTimestamp, duration }: (typeof CLIPS)[number],
	index: number,
): Clip {
	return {
		id: `sample-clip-${index + 1}`,
		title,
		description: 'A sample of the caption that Ssemble writes for each clip. #sample',
		reason: 'A sample of why Ssemble chose this passage',
		viral_score,
		video_url: `https://example.com/sample-clip-${index + 1}.mp4`,
		startTimestamp,
		endTimestamp: startTimestamp + duration,
		duration,
		width: 1080,
		height: 1920,
		recompiling: false,
		error: false,
	};
}

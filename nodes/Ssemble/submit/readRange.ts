import type { IExecuteFunctions } from 'n8n-workflow';
import { asBoolean, asText } from '../n8n/json';
import { asNumber, refuser, type Refuse } from '../n8n/parameters';
import { parseTime, showTime, toMillisecond } from './videoTime';

/** The longest range that one request may cover, in seconds (API documentation, POST /shorts/create). */
export const LONGEST_RANGE = 1_200;

/** The shortest one, in seconds (same page). */
const SHORTEST_RANGE = 1;

/** The longest video, in seconds (API documentation, error video_too_long). */
export const LONGEST_VIDEO = 18_000;

interface Range {
	/** Seconds into the source video. */
	start: number;
	end: number;
}

/** What the editor calls the two ends of the range. */
const START = 'Start';
const END = 'End';

/**
 * Reads which part of its video an input item asks for.
 *
 * @returns the ranges of the requests that cover it, one after the other; for a whole video as many as it may cost
 *   credits, of which those behind its end are not needed
 * @throws NodeOperationError that names the parameter and the remedy
 */
export function readRanges(context: IExecuteFunctions, itemIndex: number): Range[] {
	const refuse = refuser(context, itemIndex);
	const videoRange = context.getNodeParameter('videoRange', itemIndex, 'range') as string;
	if (videoRange === 'whole') {
		const longest = readMaxCredits(context, itemIndex, refuse) * LONGEST_RANGE;
		return splitRange({ start: 0, end: Math.min(longest, LONGEST_VIDEO) });
	}
	const range = {
		start: readTime(context, itemIndex, 'start', START, refuse),
		end: readTime(context, itemIndex, 'end', END, refuse),
	};
	refuseEmpty(range, refuse);
	const isSplit = asBoolean(
		context.getNodeParameter('additionalOptions.splitLongRanges', itemIndex, false),
	);
	if (!isSplit) refuseLong(range, refuse);
	else if (range.end > LONGEST_VIDEO) {
		refuse(
			`'${END}' is ${showTime(range.end)}, but Ssemble accepts videos of up to 5 hours`,
			`Set '${END}' to a moment of the video.`,
		);
	}
	return splitRange(range);
}

function readMaxCredits(context: IExecuteFunctions, itemIndex: number, refuse: Refuse): number {
	const credits = asNumber(context.getNodeParameter('maxCredits', itemIndex, 3));
	if (Number.isInteger(credits) && credits > 0) return credits;
	return refuse(
		"'Max Credits' is not a whole number above 0",
		'Enter how many credits the video may cost, e.g. 3 for its first hour.',
	);
}

function readTime(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
	refuse: Refuse,
): number {
	const value: unknown = context.getNodeParameter(name, itemIndex);
	return (
		parseTime(value) ??
		refuse(
			`'${label}' is not a time of the video: ${asText(value) || 'it is empty'}`,
			'Enter seconds or a time, e.g. 90, 1:30 or 1:02:30.',
		)
	);
}

function refuseEmpty({ start, end }: Range, refuse: Refuse): void {
	const length = toMillisecond(end - start);
	if (length <= 0) {
		refuse(
			`'${END}' is ${showTime(end)}, which is not after '${START}', ${showTime(start)}`,
			`Set '${END}' to a later moment of the video than '${START}'.`,
		);
	}
	if (length < SHORTEST_RANGE) {
		refuse(
			`The range from '${START}' to '${END}' is shorter than a second`,
			`Set '${END}' at least 1 second after '${START}'.`,
		);
	}
}

function refuseLong({ start, end }: Range, refuse: Refuse): void {
	const length = toMillisecond(end - start);
	if (length <= LONGEST_RANGE) return;
	refuse(
		`The range from '${START}' to '${END}' is ${showTime(length)} long; one request covers up to 20 minutes`,
		`Set '${END}' closer to '${START}', add the option 'Split Long Ranges', which sends several requests (each costs a credit), or set 'Part of the Video' to Whole Video.`,
	);
}

/**
 * Cuts a range into the fewest pieces of at most 1,200 s that cover it without gap or overlap. The last piece is at least
 * 1 s long, the shortest that Ssemble accepts, and may end some milliseconds early: Ssemble compares the difference of the
 * two times, and to a computer 2048.55 − 848.55 is more than 1,200.
 */
export function splitRange({ start, end }: Range): Range[] {
	const pieces: Range[] = [];
	let from = start;
	let left = Math.max(1, Math.ceil(toMillisecond(end - start) / LONGEST_RANGE));
	for (; left > 0; left--) {
		const latest = left > 1 ? end - SHORTEST_RANGE : end;
		let to = toMillisecond(Math.min(from + LONGEST_RANGE, latest));
		while (to - from > LONGEST_RANGE || (left > 1 && end - to < SHORTEST_RANGE)) {
			to = toMillisecond(to - 0.001);
		}
		pieces.push({ start: from, end: to });
		from = to;
	}
	return pieces;
}

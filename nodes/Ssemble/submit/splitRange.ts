import { toMillisecond } from './videoTime';

/** The longest range that one request may cover, in seconds (API documentation, POST /shorts/create). */
export const LONGEST_RANGE = 1_200;

export interface Range {
	/** Seconds into the source video. */
	start: number;
	end: number;
}

/**
 * Cuts a range into the fewest pieces of at most 1,200 s that cover it without gap or overlap.
 * The last piece is at least 1 s long, the shortest that Ssemble takes.
 */
export function splitRange({ start, end }: Range): Range[] {
	const pieces = Math.max(1, Math.ceil(toMillisecond(end - start) / LONGEST_RANGE));
	const cuts = Array.from({ length: pieces - 1 }, (_, index) =>
		toMillisecond(start + (index + 1) * LONGEST_RANGE),
	);
	const last = cuts.at(-1);
	if (last !== undefined && end - last < 1) cuts[cuts.length - 1] = toMillisecond(end - 1);
	return [start, ...cuts].map((from, index) => ({ start: from, end: cuts[index] ?? end }));
}

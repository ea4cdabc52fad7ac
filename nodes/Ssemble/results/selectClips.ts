import type { Clip } from '../api/types';

/** Which clips of a request are wanted. */
export interface ClipChoice {
	bestFirst?: boolean;
	/** Per request. */
	maxClips?: number;
	/** As Ssemble gives scores: 0 to 100. */
	minScore?: number;
	onlyRendered?: boolean;
}

/**
 * The wanted clips of a request. Those with the same score stay in Ssemble's order; a clip without a score is none of
 * the best.
 */
export function selectClips(clips: Clip[], choice: ClipChoice): Clip[] {
	const { bestFirst, maxClips, minScore = -Infinity, onlyRendered } = choice;
	const wanted = clips.filter(
		(clip) => (!onlyRendered || isRendered(clip)) && !(scoreOf(clip) < minScore),
	);
	if (bestFirst) wanted.sort((a, b) => compare(scoreOf(b), scoreOf(a)));
	return wanted.slice(0, maxClips);
}

/** Whether a clip has a video. */
export function isRendered({ video_url, error }: Clip): boolean {
	return typeof video_url === 'string' && video_url !== '' && error !== true;
}

function scoreOf({ viral_score }: Clip): number {
	return typeof viral_score === 'number' ? viral_score : -Infinity;
}

/** Unlike a difference, this does with two that have no score. */
function compare(a: number, b: number): number {
	return a === b ? 0 : a < b ? -1 : 1;
}

import type { Clip } from '../api/types';
import type { ClipOptions } from './clipOptions';

/** The wanted clips of a request. Equal scores stay in Ssemble's order; a clip without a score is none of the best. */
export function selectClips(
	clips: Clip[],
	{ bestFirst, maxClips, minScore = -Infinity, onlyRendered }: ClipOptions,
): Clip[] {
	const wanted = clips.filter(
		(clip) => (!onlyRendered || isRendered(clip)) && scoreOf(clip) >= minScore,
	);
	if (bestFirst) wanted.sort((a, b) => scoreOf(b) - scoreOf(a));
	return wanted.slice(0, maxClips);
}

/** Whether a clip has a video. */
export function isRendered({ video_url, error }: Clip): boolean {
	return typeof video_url === 'string' && video_url !== '' && error !== true;
}

function scoreOf({ viral_score }: Clip): number {
	// The edge leaves what it cannot read as it is: such a score must not lose the clip.
	return typeof viral_score === 'number' ? viral_score : -1;
}

import type { Clip } from '../../nodes/Ssemble/api/types';
import type { ClipOptions } from '../../nodes/Ssemble/results/clipOptions';
import { selectClips } from '../../nodes/Ssemble/results/selectClips';

const clip = (id: string, viral_score?: number, video_url = `https://a.b/${id}.mp4`): Clip => ({
	id,
	viral_score,
	video_url,
});
const clips = [clip('a', 60), clip('b'), clip('c', 90), clip('d', 60), clip('e', 95, '')];

it.each<[string, ClipOptions, string]>([
	['as they come', {}, 'abcde'],
	[
		'the best first, equal ones in their order, those without a score last',
		{ bestFirst: true },
		'ecadb',
	],
	['so many', { maxClips: 2 }, 'ab'],
	['the best two', { bestFirst: true, maxClips: 2 }, 'ec'],
	['with at least that score', { minScore: 60 }, 'acde'],
	['only those with a video', { onlyRendered: true }, 'abcd'],
	['the best two with a video', { bestFirst: true, maxClips: 2, onlyRendered: true }, 'ca'],
	['none, if none fits', { minScore: 99 }, ''],
])('Clips can be chosen %s', (_what, choice, ids) => {
	expect(
		selectClips(clips, choice)
			.map(({ id }) => id)
			.join(''),
	).toBe(ids);
});

it('A clip whose score Ssemble words is not lost, and none of the best', () => {
	const worded = { ...clip('w'), viral_score: 'high' } as unknown as Clip;
	const ids = (choice: ClipOptions) =>
		selectClips([worded, ...clips], choice)
			.map(({ id }) => id)
			.join('');

	expect(ids({})).toBe('wabcde');
	expect(ids({ bestFirst: true })).toBe('ecadwb');
	expect(ids({ minScore: 0 })).toBe('acde');
});

it('A clip that could not be rendered has no video, whatever its address', () => {
	const broken = { ...clip('a', 1), error: true };
	expect(selectClips([broken], { onlyRendered: true })).toEqual([]);
});

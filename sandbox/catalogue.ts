import type { MusicTrack, StockVideo, Template } from '../nodes/Ssemble/api/types';
import { hexIdFrom, pick, seededRandom } from './random';

const TEMPLATE_NAMES = [
	'Karaoke',
	'Hormozi 1',
	'Beasty',
	'Deep Diver',
	'Youshaei',
	'Popline',
	'Simple',
	'Think Media',
	'Glitch Infinite',
	'Seamless Bounce',
	'Baby Earthquake',
	'Blur Switch',
];
const MUSIC_MOODS = [
	'Upbeat',
	'Calm',
	'Dark',
	'Dreamy',
	'Epic',
	'Funky',
	'Happy',
	'Lo-Fi',
	'Tense',
];
const MUSIC_SCENES = ['Morning', 'Drive', 'Sunset', 'City', 'Ocean'];
const GAMES = ['Cube Runner', 'Soap Cutting', 'Marble Race', 'Parkour', 'Truck Jump', 'Sand Slice'];
const HOOKS = [
	'Surprised Cat',
	'Record Scratch',
	'Dramatic Zoom',
	'Wait What',
	'Mind Blown',
	'Plot Twist',
	'Slow Clap',
	'Side Eye',
	'Popcorn Time',
	'Alarm Bells',
];

/** The ids that are known of the live service. */
const KNOWN_TEMPLATE_IDS: Record<string, string> = {
	Karaoke: '660b8531aedb346bbe26eb43',
	'Hormozi 1': '66e386d23b11d1a71b755e44',
};

const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** As the API writes it: `hormozi1`. */
const slugOfTemplate = (displayName: string) => slug(displayName).replaceAll('-', '');

const templateIdOf = (displayName: string) =>
	KNOWN_TEMPLATE_IDS[displayName] ?? hexIdFrom(`template ${displayName}`);

const numbered = (count: number, names: readonly string[]) =>
	Array.from({ length: count }, (_, index) => {
		const name = names[index % names.length] ?? '';
		const round = Math.floor(index / names.length) + 1;
		return round === 1 ? name : `${name} ${round}`;
	});

/** The caption styles; the first is the default. Addresses in the catalogue are paths on the sandbox. */
export const TEMPLATES: readonly Template[] = TEMPLATE_NAMES.map((displayName, order) => ({
	templateId: templateIdOf(displayName),
	name: slugOfTemplate(displayName),
	displayName,
	thumbnail: `/images/${slug(displayName)}.svg`,
	order,
	preview: `/videos/template-${slug(displayName)}.mp4`,
	gif: `/images/${slug(displayName)}-animated.svg`,
}));

export const DEFAULT_TEMPLATE = {
	templateId: templateIdOf('Karaoke'),
	name: slugOfTemplate('Karaoke'),
	displayName: 'Karaoke',
};

/** 45 pieces; like the real list, not every one has a file to listen to. */
export const MUSIC: readonly MusicTrack[] = MUSIC_MOODS.flatMap((mood) =>
	MUSIC_SCENES.map((scene, index) => {
		const name = `${mood} ${scene}`;
		const track = { name, duration: 60 + Math.floor(seededRandom(name)() * 120) };
		return index % 2 === 0 ? { ...track, url: `/videos/music-${slug(name)}.mp4` } : track;
	}),
);

const stockVideos = (kind: string, names: string[], durations: number[]): readonly StockVideo[] =>
	names.map((name) => ({
		name,
		preview: `/images/${kind}-${slug(name)}.svg`,
		video: `/videos/${kind}-${slug(name)}.mp4`,
		video_duration: pick(durations, seededRandom(name)),
	}));

/** 30 videos. */
export const GAME_VIDEOS = stockVideos('game', numbered(30, GAMES), [60, 90, 120, 300]);

/** 159 videos of 2 to 5 seconds. */
export const MEME_HOOKS = stockVideos('hook', numbered(159, HOOKS), [2, 3, 4, 5]);

import type { Clip } from '../nodes/Ssemble/api/types';
import { pick, seededRandom, uuidFrom } from './random';
import type { SandboxRequest } from './requests';

/** What is said, by the language that a request names. Some of it is too long for one subtitle. */
const SENTENCES: Record<string, string[]> = {
	en: [
		'The first thing nobody tells you is how quiet it gets.',
		'We tried it for thirty days and the numbers surprised all of us.',
		'So I asked her the one question I had been avoiding.',
		'You do not need more time, you need fewer decisions.',
		'That was the moment the whole room went silent.',
		'And honestly, I would do it again tomorrow.',
		'Most people stop right before it starts to work.',
		'Let me show you what happened next.',
		'It cost us almost nothing and changed everything.',
		'The trick is to begin with the smallest possible step.',
		'I still remember the smell of that kitchen.',
		'Everybody laughed until the results came in.',
		'If somebody had told me back then that we would still be sitting in the same tiny room ten years later, I would have laughed.',
		'And the strange thing is that none of the plans we made in those first weeks, not a single one of them, survived the winter.',
	],
	ar: [
		'في البداية لم يكن أحد يعرف ما الذي سيحدث بعد ذلك.',
		'جربنا الأمر ثلاثين يوما، والأرقام فاجأتنا جميعا.',
		'لست بحاجة إلى مزيد من الوقت، بل إلى قرارات أقل.',
		'والغريب أن الخطط التي وضعناها في الأسابيع الأولى لم يبق منها شيء، ولا خطة واحدة، عندما انتهى الشتاء.',
	],
	ja: [
		'最初に誰も教えてくれないのは、どれほど静かになるかということです。',
		'三十日間試してみたら、その数字に全員が驚きました。',
		'必要なのは時間ではなく、決断を減らすことなんです。',
		'不思議なことに、最初の数週間に立てた計画は、冬が終わるころには本当にひとつも残っていませんでした。',
	],
};
const TITLES = [
	'The Most Surprising Moment',
	'What Nobody Tells You',
	'The Question That Changed Everything',
	'Thirty Days Later',
	'Why Most People Stop Too Early',
	'The Smallest Possible Step',
	'It Cost Almost Nothing',
	'The Room Went Silent',
];
const REASONS = [
	'A strong claim at the start makes viewers want the explanation.',
	'The speaker tells a complete story with a turning point.',
	'An emotional moment that works without context.',
	'A practical tip that can be shared.',
];
const HASHTAGS = ['#shorts', '#podcast', '#story', '#motivation', '#learn', '#viral', '#interview'];
const VIDEO_TITLES = [
	'A Long Talk About Small Things',
	'How We Built It: The Full Story',
	'Questions and Answers, Episode 12',
	'The Morning Interview',
];
/** Seconds that one sentence of the transcript takes, at least. */
const SENTENCE_SECONDS = 5;
const LONGEST_CLIP: Record<string, number> = {
	under30sec: 30,
	under60sec: 60,
	under90sec: 90,
	under3min: 180,
	under5min: 300,
	under10min: 600,
};

export interface Sentence {
	index: number;
	sentence: string;
	/** Seconds into the source video. */
	start: number;
	end: number;
}

const tenths = (seconds: number) => Math.round(seconds * 10) / 10;

/** The title that a source video has; the same for every request with that source. */
export const titleOf = (sourceUrl: string) => pick(VIDEO_TITLES, seededRandom(sourceUrl));

/**
 * The transcript of a request: sentences that fill its range, in its language if the sandbox speaks it. The same
 * for the same request.
 */
export function sentencesOf(request: SandboxRequest): Sentence[] {
	const random = seededRandom(`${request.id} transcript`);
	const texts = SENTENCES[request.body.language ?? 'en'] ?? SENTENCES.en ?? [];
	const sentences: Sentence[] = [];
	let start = request.start;
	while (start < request.end) {
		const longest = start + SENTENCE_SECONDS + random() * SENTENCE_SECONDS;
		// No crumb at the end that is too short to be a sentence.
		const end = request.end - longest < 1 ? request.end : tenths(longest);
		sentences.push({ index: sentences.length, sentence: pick(texts, random), start, end });
		start = end;
	}
	return sentences;
}

/**
 * The clips of a finished request, the same each time. `videoUrl` gives the address of a file
 * by its name. `viral_score` is 0–100, as in the API's answers.
 */
export function clipsOf(request: SandboxRequest, videoUrl: (fileName: string) => string): Clip[] {
	const sentences = sentencesOf(request);
	const count = request.body.noClipping ? 1 : request.clips;
	const errorAt = request.hasClipError ? count - 1 : -1;
	return Array.from({ length: count }, (_, index) => {
		const id = uuidFrom(`${request.id} clip ${index}`);
		const random = seededRandom(id);
		const passage = request.body.noClipping
			? sentences
			: passageOf(sentences, request, index / count);
		return {
			...clipText(random),
			id,
			...clipTimes(passage),
			viral_score: 40 + Math.floor(random() * 60),
			width: 1080,
			height: request.body.layout === 'square' ? 1080 : 1920,
			recompiling: false,
			...(index === errorAt
				? { error: true, errorMessage: 'The clip could not be rendered', video_url: '' }
				: { error: false, video_url: videoUrl(`${request.id}-${index + 1}.mp4`) }),
		};
	});
}

/** Sentences from the given share of the transcript on, as many as the preferred length allows. */
function passageOf(sentences: Sentence[], request: SandboxRequest, share: number): Sentence[] {
	const longest = LONGEST_CLIP[request.body.preferredLength ?? 'under60sec'] ?? 60;
	const from = Math.floor(sentences.length * share);
	const begin = sentences[from]?.start ?? request.start;
	const passage = sentences.slice(from).filter(({ end }) => end - begin <= longest);
	return passage.length > 0 ? passage : sentences.slice(from, from + 1);
}

function clipText(random: () => number) {
	const title = pick(TITLES, random);
	const tags = HASHTAGS.filter(() => random() < 0.5);
	return {
		title,
		description: [title, 'Watch to the end.', ...(tags.length ? tags : ['#shorts'])].join(' '),
		reason: pick(REASONS, random),
	};
}

function clipTimes(passage: Sentence[]) {
	const startTimestamp = passage[0]?.start ?? 0;
	const endTimestamp = passage.at(-1)?.end ?? startTimestamp;
	return {
		sentenceIndexes: passage.map(({ index }) => index),
		startTimestamp,
		endTimestamp,
		duration: tenths(endTimestamp - startTimestamp),
	};
}

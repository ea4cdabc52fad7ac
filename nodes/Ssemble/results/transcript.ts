import type { Clip, Sentence, ShortsRequest } from '../api/types';
import { joinPassages } from './lines';

/** Words, and when they are spoken. */
export type Segment = {
	/** Seconds, to the millisecond. */
	start: number;
	end: number;
	text: string;
};

export interface Transcript {
	/** All words, on one line. */
	text: string;
	/** In the order of time, without overlaps. None if the API gives no times. */
	segments: Segment[];
}

/** A sentence as somebody says it. Times in seconds. */
interface Spoken {
	index: number;
	text: string;
	times?: { start: number; end: number };
}

/** How long a character takes to say, where the API tells only when a sentence begins or ends. */
const SECONDS_PER_CHARACTER = 1 / 15;

/** Anything from here on, 99 hours, cannot be a time in a video, and subtitles could not express it. */
const LONGEST_SECONDS = 356_400;

/** Milliseconds that a segment lasts at least, so that none is empty. */
const SHORTEST_MS = 100;

/** The transcript of the whole range. Times count from the beginning of the source video. */
export function requestTranscript({ sentences = [] }: ShortsRequest): Transcript {
	return transcriptFrom(sentences.map(spoken), 0);
}

/** The transcript of a clip of a request. Times count from the beginning of the clip. */
export function clipTranscript({ sentences = [] }: ShortsRequest, clip: Clip): Transcript {
	const indexes = new Set(clip.sentenceIndexes);
	const named = sentences.filter(({ index }) => indexes.has(index)).map(spoken);
	const inClip =
		named.length > 0 ? named : sentences.map(spoken).filter((sentence) => isWithin(sentence, clip));
	return transcriptFrom(inClip, beginningOf(clip, inClip));
}

/**
 * Puts segments into the order of time, and shortens or delays them so that none overlaps the next.
 *
 * @returns segments that begin at 0 or later and last a moment at least
 */
export function inOrder(segments: Segment[]): Segment[] {
	const sorted = segments
		.map(({ start, end, text }) => ({
			start: Math.round(start * 1_000),
			end: Math.round(end * 1_000),
			text,
		}))
		.sort((a, b) => a.start - b.start);
	let free = 0;
	return sorted.map(({ start, end, text }, place) => {
		const begin = Math.max(start, free);
		const next = sorted[place + 1]?.start ?? Infinity;
		free = Math.max(Math.min(end, next), begin + SHORTEST_MS);
		return { start: begin / 1_000, end: free / 1_000, text };
	});
}

function spoken({ index, sentence, start, end }: Sentence): Spoken {
	const text = sentence.replace(/[\s\p{Cc}]+/gu, ' ').trim();
	return { index, text, times: timesFrom(seconds(start), seconds(end), text) };
}

function seconds(value: unknown): number | undefined {
	return typeof value === 'number' && Math.abs(value) < LONGEST_SECONDS ? value : undefined;
}

function timesFrom(start: number | undefined, end: number | undefined, text: string) {
	const estimate = text.length * SECONDS_PER_CHARACTER;
	if (start !== undefined) {
		return { start, end: end !== undefined && end > start ? end : start + estimate };
	}
	return end === undefined ? undefined : { start: end - estimate, end };
}

function isWithin({ times }: Spoken, { startTimestamp, endTimestamp, duration }: Clip): boolean {
	const start = seconds(startTimestamp);
	if (times === undefined || start === undefined) return false;
	const end = seconds(endTimestamp) ?? start + (seconds(duration) ?? 0);
	return times.start < end && times.end > start;
}

/** When a clip begins, by the clock of its sentences. */
function beginningOf(clip: Clip, sentences: Spoken[]): number {
	// Should the clip have another clock, its first word is as good a beginning.
	if (sentences.some((sentence) => isWithin(sentence, clip))) return clip.startTimestamp ?? 0;
	const starts = sentences.flatMap(({ times }) => times?.start ?? []);
	return starts.length > 0 ? Math.min(...starts) : 0;
}

function transcriptFrom(sentences: Spoken[], beginning: number): Transcript {
	const text = sentences.reduce((before, sentence) => joinPassages(before, sentence.text), '');
	return { text, segments: inOrder(segmentsFrom(sentences, beginning)) };
}

/** What has no times of its own is said together with the sentence before it, or else the one after it. */
function segmentsFrom(sentences: Spoken[], beginning: number): Segment[] {
	const segments: Segment[] = [];
	let untimed = '';
	for (const { text, times } of sentences.filter((sentence) => sentence.text !== '')) {
		const last = segments.at(-1);
		if (times) {
			segments.push({
				start: times.start - beginning,
				end: times.end - beginning,
				text: joinPassages(untimed, text),
			});
			untimed = '';
		} else if (last) {
			last.text = joinPassages(last.text, text);
		} else {
			untimed = joinPassages(untimed, text);
		}
	}
	return segments;
}

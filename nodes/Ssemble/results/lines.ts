/** How much room a line of a subtitle has: so many Latin letters, or half as many Chinese characters. */
const LINE_ROOM = 42;

/** Characters of languages that put no spaces between words. */
const SPACELESS =
	'\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\u30fb\\u30fc\\uff01-\\uff60';
const ENDS_SPACELESS = new RegExp(`[${SPACELESS}]$`, 'u');
const BEGINS_SPACELESS = new RegExp(`^[${SPACELESS}]`, 'u');

/** Characters that are twice as wide as a Latin letter. */
const WIDE = new RegExp(`[${SPACELESS}\\p{Script=Hangul}]`, 'gu');

const OPENS = /^[\p{Ps}\p{Pi}]/u;

/** Joins two passages with a space, unless their language has none. Either may be empty. */
export function joinPassages(first: string, second: string): string {
	const isSpaceless = ENDS_SPACELESS.test(first.slice(-2)) && BEGINS_SPACELESS.test(second);
	const isApart = first !== '' && second !== '' && !isSpaceless;
	return isApart ? `${first} ${second}` : first + second;
}

/** How much of `LINE_ROOM` a text takes. */
function roomOf(text: string): number {
	return text.length + (text.match(WIDE)?.length ?? 0);
}

/**
 * Folds a text into as few lines as it needs, all of about the same length.
 *
 * @param text on one line, without spaces around it
 * @returns lines of at most `LINE_ROOM`; words that are no longer than that stay whole
 */
export function foldLines(text: string): string[] {
	const pieces = piecesOf(text);
	const { length: count } = fold(pieces, LINE_ROOM);
	let room = Math.min(LINE_ROOM, Math.ceil(roomOf(text) / count));
	let lines = fold(pieces, room);
	while (lines.length > count) lines = fold(pieces, ++room);
	return lines;
}

function fold(pieces: string[], room: number): string[] {
	const lines: string[] = [];
	for (const piece of pieces) {
		const line = (lines.at(-1) ?? '') + piece;
		if (lines.length === 0 || roomOf(line.trimEnd()) > room) lines.push(piece);
		else lines[lines.length - 1] = line;
	}
	return lines.map((line) => line.trimEnd());
}

/** What a line can be broken between: words with the space behind them, or parts of what has no spaces. */
function piecesOf(text: string): string[] {
	const words = text.match(/\S+\s*/g) ?? [];
	return words
		.flatMap((word) => (isOverlong(word) ? partsOf(word) : [word]))
		.flatMap((part) => (isOverlong(part) ? graphemesOf(part) : [part]));
}

function isOverlong(word: string): boolean {
	return roomOf(word.trimEnd()) > LINE_ROOM;
}

/** Words as a dictionary knows them, with the punctuation that belongs to them. */
function partsOf(text: string): string[] {
	const parts: string[] = [];
	let isOpen = false;
	for (const { segment, isWordLike } of segmentsOf(text, 'word')) {
		const opens = OPENS.test(segment);
		const belongsBefore = isOpen || !(isWordLike || opens);
		const before = belongsBefore ? (parts.pop() ?? '') : '';
		parts.push(before + segment);
		isOpen = opens;
	}
	return parts;
}

function graphemesOf(text: string): string[] {
	return segmentsOf(text, 'grapheme').map(({ segment }) => segment);
}

function segmentsOf(text: string, granularity: 'grapheme' | 'word'): Intl.SegmentData[] {
	return Array.from(new Intl.Segmenter('und', { granularity }).segment(text));
}

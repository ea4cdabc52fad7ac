import { foldLines } from './lines';
import { inOrder, type Segment, type Transcript } from './transcript';

/** A way to write a transcript down. */
export interface TranscriptFormat {
	/** Of a file in this format. */
	extension: string;
	mimeType: string;
	/** What a field holds. */
	valueOf(transcript: Transcript): string | Segment[];
}

export const TRANSCRIPT_FORMATS = {
	segments: {
		extension: 'json',
		mimeType: 'application/json',
		valueOf: ({ segments }) => segments,
	},
	srt: {
		extension: 'srt',
		mimeType: 'application/x-subrip',
		valueOf: ({ segments }) => srtFrom(segments),
	},
	text: { extension: 'txt', mimeType: 'text/plain', valueOf: ({ text }) => text },
	vtt: {
		extension: 'vtt',
		mimeType: 'text/vtt',
		valueOf: ({ segments }) => vttFrom(segments),
	},
} satisfies Record<string, TranscriptFormat>;

const LINES_PER_CUE = 2;

/** Segments as a SubRip file. */
function srtFrom(segments: Segment[]): string {
	return cuesFrom(segments)
		.map(({ start, end, text }, place) => {
			const times = `${clock(start, ',')} --> ${clock(end, ',')}`;
			// SubRip knows no way to write an arrow that is part of the text.
			return `${place + 1}\n${times}\n${text.replaceAll('-->', '→')}\n`;
		})
		.join('\n');
}

/** Segments as a WebVTT file. */
function vttFrom(segments: Segment[]): string {
	const cues = cuesFrom(segments).map(({ start, end, text }) => {
		const times = `${clock(start, '.')} --> ${clock(end, '.')}`;
		const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
		return `${times}\n${escaped}\n`;
	});
	return ['WEBVTT\n', ...cues].join('\n');
}

/** What shows at once: two lines at most. */
function cuesFrom(segments: Segment[]): Segment[] {
	return inOrder(segments.flatMap(split));
}

/** Splits a segment that is too long for two lines; each part gets its share of the time. */
function split({ start, end, text }: Segment): Segment[] {
	const lines = foldLines(text);
	const parts = Array.from({ length: Math.ceil(lines.length / LINES_PER_CUE) }, (_, part) =>
		lines.slice(part * LINES_PER_CUE, (part + 1) * LINES_PER_CUE).join('\n'),
	);
	const secondsPerCharacter = (end - start) / parts.join('').length;
	let begin = start;
	return parts.map((part) => {
		const segment = { start: begin, end: begin + part.length * secondsPerCharacter, text: part };
		begin = segment.end;
		return segment;
	});
}

/** A time as hours, minutes, seconds and milliseconds. */
function clock(time: number, separator: string): string {
	const ms = Math.round(time * 1_000);
	const units = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1_000) % 60];
	const digits = units.map((unit) => String(Math.floor(unit)).padStart(2, '0'));
	return `${digits.join(':')}${separator}${String(ms % 1_000).padStart(3, '0')}`;
}

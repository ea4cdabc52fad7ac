import { srtFrom, vttFrom } from './subtitles';
import type { Transcript } from './transcript';

/** A way to write a transcript down. */
export interface TranscriptFormat {
	/** Of a file in this format. */
	extension: string;
	mimeType: string;
	/** What a field holds: a text, or for `segments` a list. */
	valueOf(transcript: Transcript): string | Array<{ start: number; end: number; text: string }>;
}

export const TRANSCRIPT_FORMATS = {
	segments: {
		extension: 'json',
		mimeType: 'application/json',
		valueOf: ({ segments }) => segments.map((segment) => ({ ...segment })),
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

/** A transcript as the content of a file. */
export function fileContent(format: TranscriptFormat, transcript: Transcript): Buffer {
	const value = format.valueOf(transcript);
	return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value, null, '\t'));
}

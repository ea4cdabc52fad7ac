/** A cue as a player shows it: times in seconds, the text with its line breaks. */
export interface ReadCue {
	start: number;
	end: number;
	text: string;
}

interface Cue {
	startTime: number;
	endTime: number;
	text: string;
}

/** What is used of media-captions, whose own types TypeScript cannot resolve from here. */
interface MediaCaptions {
	parseText(
		content: string,
		options: { type: 'srt' | 'vtt'; strict: boolean; errors: boolean },
	): Promise<{ cues: Cue[] }>;
	tokenizeVTTCue(cue: Cue): Array<{ type: string; data?: string }>;
}

/**
 * Reads a subtitle file as a strict player does.
 *
 * @throws ParseError if something in it is not as the format wants it
 */
export async function readSubtitles(content: string, type: 'srt' | 'vtt'): Promise<ReadCue[]> {
	const player = (await import('media-captions')) as unknown as MediaCaptions;
	const { cues } = await player.parseText(content, { type, strict: true, errors: true });
	const shown = (cue: Cue) => {
		const tokens = type === 'vtt' ? player.tokenizeVTTCue(cue) : [{ type: 'text', data: cue.text }];
		return tokens.map((token) => (token.type === 'text' ? token.data : '(markup)')).join('');
	};
	return cues.map((cue) => ({ start: cue.startTime, end: cue.endTime, text: shown(cue) }));
}

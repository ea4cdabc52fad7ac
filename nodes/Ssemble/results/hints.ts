import type { IExecuteFunctions } from 'n8n-workflow';
import type { CreatedShorts, ShortsRequest } from '../api/types';
import type { Transcript } from './transcript';

/** Shows hints, each once, in the node's output panel. */
export function showHints(context: IExecuteFunctions, hints: Iterable<string>): void {
	for (const message of new Set(hints)) {
		context.addExecutionHints({ message, location: 'outputPane' });
	}
}

/** What the user should know about a request that was just submitted. */
export function submissionHints({ requestId, timeAdjustment }: CreatedShorts): string[] {
	if (!timeAdjustment) return [];
	const { adjusted, message } = timeAdjustment;
	const why = message ?? 'it ran past the end of the video.';
	const range = adjusted ? ` It now covers ${adjusted.start} s to ${adjusted.end} s.` : '';
	return [`Ssemble shortened the range of request ${requestId}: ${why}${range}`];
}

/** What the user should know about the clips of a finished request. */
export function resultHints({ _id, status, shorts = [] }: ShortsRequest): string[] {
	if (status !== 'completed') return [];
	if (shorts.length === 0) return [`Ssemble found no clips in request ${_id}.`];
	const broken = shorts.filter(({ error }) => error === true).length;
	if (broken === 0) return [];
	return [`${broken} of the ${shorts.length} clips of request ${_id} could not be rendered.`];
}

/**
 * What the user should know about transcripts of a request that lack something.
 *
 * @param needTimes whether their format has times
 */
export function transcriptHints(
	{ _id }: ShortsRequest,
	transcripts: Transcript[],
	needTimes: boolean,
): string[] {
	const hints: string[] = [];
	if (transcripts.some(({ text }) => text === '')) {
		hints.push(`Some transcripts of request ${_id} are empty: Ssemble returned no words for them.`);
	}
	if (needTimes && transcripts.some(({ text, segments }) => text !== '' && segments.length === 0)) {
		hints.push(
			`Ssemble returned no times for the words of request ${_id}. Set 'Format' to Text to get them.`,
		);
	}
	return hints;
}

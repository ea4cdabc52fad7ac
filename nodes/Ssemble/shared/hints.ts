import type { IExecuteFunctions } from 'n8n-workflow';
import type { ShortsRequest } from './types';

/** Shows hints, each once, in the node's output panel. */
export function showHints(context: IExecuteFunctions, hints: Iterable<string>): void {
	for (const message of new Set(hints)) {
		context.addExecutionHints({ message, location: 'outputPane' });
	}
}

/** What the user should know about the clips of a finished request. */
export function resultHints({ _id, status, shorts = [] }: ShortsRequest): string[] {
	if (status !== 'completed') return [];
	if (shorts.length === 0) return [`Ssemble found no clips in request ${_id}.`];
	const broken = shorts.filter(({ error }) => error === true).length;
	if (broken === 0) return [];
	return [`${broken} of the ${shorts.length} clips of request ${_id} could not be rendered.`];
}

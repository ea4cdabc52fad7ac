import type { IExecuteFunctions } from 'n8n-workflow';

/** Shows hints, each once, in the node's output panel. */
export function showHints(context: IExecuteFunctions, hints: Iterable<string>): void {
	for (const message of new Set(hints)) {
		context.addExecutionHints({ message, location: 'outputPane' });
	}
}

import type { IExecuteFunctions } from 'n8n-workflow';
import { stoppedAt } from '../n8n/execution';

/** As late as n8n lets an execution sleep. Milliseconds since 1970. */
const LATEST = Date.UTC(3000, 0);

/** How long before n8n stops an execution a wait must end, in milliseconds: n8n looks once a minute for those to wake up. */
const SPARE_MS = { polling: 5_000, webhook: 90_000 };

/** The shortest wait, in milliseconds. */
const SHORTEST_MS = 1_000;

/**
 * When to give up a wait: at its time limit, or before n8n stops the execution because of its workflow's time-out,
 * which would take the ids of the requests with it.
 *
 * @param limit milliseconds
 * @returns that moment, in milliseconds since 1970, and what the user should know about it
 */
export function limitOf(
	context: IExecuteFunctions,
	using: 'polling' | 'webhook',
	limit: number,
): { limitAt: number; hints: string[] } {
	const wished = Math.min(Date.now() + limit, LATEST);
	const forced = stoppedAt(context) - SPARE_MS[using];
	if (wished <= forced) return { limitAt: wished, hints: [] };
	return {
		limitAt: Math.max(forced, Date.now() + SHORTEST_MS),
		hints: [
			"This workflow has a time-out ('Timeout Workflow' in its settings) that is shorter than the time limit of this node. The node continues before then, with items that have timedOut and the ID of their request.",
		],
	};
}

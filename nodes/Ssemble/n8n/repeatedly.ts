import type { NodeContext } from './context';
import { pause } from './pause';

/**
 * Makes attempts, one after the other, until one will do. The policy, which results are worth another attempt and when,
 * is the caller's.
 *
 * @param delayAfter milliseconds until the next attempt, told from a result and the number of attempts before it;
 *   undefined if there is to be none
 * @returns the result of the last attempt
 * @throws NodeOperationError at once when the user cancels the execution, and what an attempt throws
 */
export async function repeatedly<Result>(
	context: NodeContext,
	attempt: () => Promise<Result>,
	delayAfter: (result: Result, earlier: number) => number | undefined,
): Promise<Result> {
	for (let earlier = 0; ; earlier++) {
		const result = await attempt();
		const delay = delayAfter(result, earlier);
		if (delay === undefined) return result;
		await pause(context, delay);
	}
}

/** How many requests this process remembers. */
const MOST_CLAIMS = 10_000;

/** The ids of the requests that executions of this process call their own. */
export const CLAIMED = new Set<string>();

/**
 * Makes a request an execution's own, so that no other one takes it for the answer that it lost.
 *
 * @returns whether it was free
 */
export function claimRequest(requestId: string, claimed = CLAIMED): boolean {
	if (claimed.has(requestId)) return false;
	claimed.add(requestId);
	const [oldest] = claimed;
	if (claimed.size > MOST_CLAIMS && oldest !== undefined) claimed.delete(oldest);
	return true;
}

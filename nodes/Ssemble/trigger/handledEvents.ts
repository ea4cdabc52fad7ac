/**
 * What this process remembers of the events it handled. It spares executions and calls, and tells whether
 * webhook and execution share a process; only the ledger in n8n's database decides what was delivered.
 */

/**
 * For how long after a post or the beginning of its execution another post of the same event starts none, in milliseconds: longer
 * than Ssemble's three attempts take (API documentation, webhooks), shorter than an execution waits for
 * the API to confirm an event.
 */
const REPEATED_WITHIN_MS = 45_000;

/** How many events are remembered in all. */
const MOST_EVENTS = 20_000;

interface Handled {
	/** When it was posted. Milliseconds since 1970. */
	postedAt?: number;
	/** When an execution has begun with it. Milliseconds since 1970. */
	begunAt?: number;
	delivered?: boolean;
	/** Whether an execution that had begun with it did not succeed. */
	failed?: boolean;
}

/** In the order in which they were last noted, the oldest first. */
const handled = new Map<string, Handled>();

/**
 * Notes that an event was posted; false if it need not be handled, because it is being or was handled.
 */
export function acceptPost(key: string): boolean {
	return accept(key, { postedAt: Date.now() });
}

/** The same for an event that the account's list has shown. That alone does not count: n8n may fail to start an execution with it. */
export function acceptListed(key: string): boolean {
	return accept(key, {});
}

/** Takes a post back for which n8n could start no execution: the next one must. */
export function withdrawPost(key: string): void {
	const known = handled.get(key);
	if (known) remember(key, { ...known, postedAt: undefined });
}

function accept(key: string, event: Handled): boolean {
	const { postedAt = -Infinity, begunAt = -Infinity, delivered, failed } = handled.get(key) ?? {};
	if (delivered || Date.now() - Math.max(postedAt, begunAt) < REPEATED_WITHIN_MS) return false;
	remember(key, { failed, ...event });
	return true;
}

/** Notes that an execution has begun with the event. */
export function markBegun(key: string): void {
	const known = handled.get(key);
	if (known) remember(key, { ...known, begunAt: Date.now() });
}

/** Whether the event came to this process. */
export function wasAccepted(key: string): boolean {
	return handled.has(key);
}

/** Whether the event was delivered, as far as this process knows. */
export function wasDelivered(key: string): boolean {
	return handled.get(key)?.delivered === true;
}

/** Notes that the event was delivered: it starts no further execution. */
export function markDelivered(key: string): void {
	remember(key, { begunAt: Date.now(), delivered: true });
}

/** Lets the event be handled anew, after its execution did not succeed. */
export function forget(key: string): void {
	if (handled.has(key)) remember(key, { failed: true });
}

/** Whether an execution that had begun with the event in this process did not succeed. */
export function hasFailed(key: string): boolean {
	return handled.get(key)?.failed === true;
}

function remember(key: string, event: Handled): void {
	handled.delete(key);
	handled.set(key, event);
	for (const oldest of handled.keys()) {
		if (handled.size <= MOST_EVENTS) break;
		handled.delete(oldest);
	}
}

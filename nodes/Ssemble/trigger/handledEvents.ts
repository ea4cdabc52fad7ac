/**
 * What this process remembers of the events it handled. It spares executions and calls, and tells whether
 * webhook and execution share a process; only the ledger in n8n's database decides what was delivered.
 */

/**
 * For how long after a post another one of the same event starts no execution, in milliseconds: longer
 * than Ssemble's three attempts take (API documentation, webhooks), shorter than an execution waits for
 * the API to bear an event out.
 */
const REPEATED_WITHIN_MS = 45_000;

/** How many events are remembered in all. */
const MOST_EVENTS = 20_000;

interface Handled {
	/** Milliseconds since 1970. */
	acceptedAt: number;
	delivered: boolean;
}

/** In the order in which they were accepted, the oldest first. */
const handled = new Map<string, Handled>();

/** Notes that an event has come; false if it need not be handled, for it is being or was handled. */
export function accept(key: string): boolean {
	const before = handled.get(key);
	if (before?.delivered) return false;
	if (before && Date.now() - before.acceptedAt < REPEATED_WITHIN_MS) return false;
	remember(key, false);
	return true;
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
	remember(key, true);
}

/** Lets the event be handled anew, after its execution did not succeed. */
export function forget(key: string): void {
	handled.delete(key);
}

function remember(key: string, delivered: boolean): void {
	handled.delete(key);
	handled.set(key, { acceptedAt: Date.now(), delivered });
	for (const oldest of handled.keys()) {
		if (handled.size <= MOST_EVENTS) break;
		handled.delete(oldest);
	}
}

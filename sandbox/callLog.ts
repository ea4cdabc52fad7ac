import { withoutKeys } from './accounts';
import type { FaultEffect } from './faultEffect';

/** One call as the log keeps it. Keys in it are masked. */
export interface SandboxCall {
	method: string;
	/** Without query, and without `/api/v1` for a call of the API. */
	path: string;
	/** The pattern that the path matched, such as `/shorts/:id`; the path itself if there is none. */
	route: string;
	query: Record<string, unknown>;
	body: unknown;
	/** Absent while the call is open, and when the connection broke before an answer. */
	status?: number;
	outcome: 'open' | 'answered' | 'dropped';
	/** Milliseconds since 1970, and milliseconds that it took. */
	startedAt: number;
	ms?: number;
	/** Calls that were open when this one came, itself included: all, and those of its method and route. */
	inFlight: number;
	inFlightSame: number;
	/** The e-mail address of the account, once the key was found good. */
	account?: string;
	/** The request that the call made or named. */
	requestId?: string;
	/** Code and message, if the API refused the call. */
	error?: string;
	/** The kind of the fault that struck it. */
	fault?: FaultEffect['kind'];
}

/** The calls of one kind, in the order they came, and how many were open at once. */
export class CallLog {
	readonly calls: SandboxCall[] = [];
	private readonly open = new Set<SandboxCall>();
	private highest = 0;

	/** The most calls that were ever open at the same time. */
	get maxInFlight() {
		return this.highest;
	}

	begin(call: Pick<SandboxCall, 'method' | 'path' | 'route' | 'query'>): SandboxCall {
		const isSame = (other: SandboxCall) =>
			other.method === call.method && other.route === call.route;
		const begun: SandboxCall = {
			...call,
			path: String(withoutKeys(call.path)),
			query: withoutKeys(call.query) as Record<string, unknown>,
			body: undefined,
			outcome: 'open',
			startedAt: Date.now(),
			inFlight: this.open.size + 1,
			inFlightSame: [...this.open].filter(isSame).length + 1,
		};
		this.calls.push(begun);
		this.open.add(begun);
		this.highest = Math.max(this.highest, this.open.size);
		return begun;
	}

	/** Notes how a call ended; `status` is absent if its connection broke. Only the first note counts. */
	end(call: SandboxCall, status?: number) {
		if (!this.open.delete(call)) return;
		call.ms = Date.now() - call.startedAt;
		call.outcome = status === undefined ? 'dropped' : 'answered';
		if (status !== undefined) call.status = status;
	}

	/** Forgets the calls that have ended. */
	clear() {
		this.calls.splice(0, this.calls.length, ...this.open);
		this.highest = this.open.size;
	}
}

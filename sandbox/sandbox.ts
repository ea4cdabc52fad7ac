import type { ShortsEvent } from '../nodes/Ssemble/api/types';
import type { Account, AccountOptions } from './accounts';
import type { SandboxCall } from './callLog';
import type { Context } from './context';
import type { EventFault, ReleaseOptions } from './events';
import type { FaultHandle, FaultRule } from './faults';
import { API_PATH } from './logHooks';
import type { FinalStatus, SandboxRequest } from './requests';
import { seed, type SeedOptions } from './seed';
import type { SandboxSettings } from './settings';
import type { DeliveryAttempt } from './webhooks';

/** Milliseconds between two looks at a condition. */
const LOOK_EVERY = 5;

/** A running sandbox, to be looked into and interfered with. Times are milliseconds. */
export class Sandbox {
	/** The API's base URL, as the credential wants it. */
	readonly url: string;
	/** The first account. */
	readonly account: Account;
	/** May be changed at any time. */
	readonly settings: SandboxSettings;

	constructor(
		private readonly context: Context,
		/** The address of the server, without a path. */
		readonly origin: string,
		/** Ends the server, all timers and all connections. */
		readonly close: () => Promise<void>,
	) {
		const [account] = context.accounts.all;
		if (!account) throw new TypeError('A sandbox needs at least one account');
		this.account = account;
		this.settings = context.settings;
		this.url = origin + API_PATH;
	}

	/** The key of the first account. */
	get apiKey(): string {
		return this.account.apiKey;
	}

	get accounts(): readonly Account[] {
		return this.context.accounts.all;
	}

	/** Every request that exists, oldest first. */
	get requests(): SandboxRequest[] {
		return this.context.requests.all;
	}

	/** Calls of the API, in the order they came. */
	get calls(): readonly SandboxCall[] {
		return this.context.apiLog.calls;
	}

	/** Calls of anything else: videos and images. */
	get downloads(): readonly SandboxCall[] {
		return this.context.downloadLog.calls;
	}

	/** The most calls of the API that were open at once. */
	get maxInFlight(): number {
		return this.context.apiLog.maxInFlight;
	}

	/** Every attempt to deliver an event, in the order they began. */
	get deliveries(): readonly DeliveryAttempt[] {
		return this.context.webhooks.attempts;
	}

	addAccount(options?: AccountOptions): Account {
		return this.context.accounts.add(options);
	}

	/** Adds requests as if they had been made some time ago; sends no events. Oldest first. */
	seedRequests(count: number, options?: SeedOptions): SandboxRequest[] {
		const { account, origin } = this;
		return seed(this.context.requests, { account, origin, ...options }, count);
	}

	/** Sets the progress (0–99) of a request that is processed by hand. */
	progress(requestId: string, progress: number) {
		this.known(requestId).ownProgress = progress;
	}

	/** Ends a request now, and sends its event. */
	finish(requestId: string, status: FinalStatus, failureReason?: string) {
		const request = this.known(requestId);
		if (status === 'failed' && failureReason) request.failureReason = failureReason;
		this.context.processing.finish(request, status);
	}

	/** Lets something go wrong with calls of the API or downloads. */
	addFault(rule: FaultRule): FaultHandle {
		return this.context.faults.add(rule);
	}

	/** Lets something go wrong with events. */
	addEventFault(fault: EventFault) {
		this.context.events.addFault(fault);
	}

	/** Takes back all faults, those of events too. */
	clearFaults() {
		this.context.faults.clear();
		this.context.events.clearFaults();
	}

	/** Lets events pile up until they are released. */
	holdEvents() {
		this.context.events.hold();
	}

	/** Sends the events that were held; resolves when each was acknowledged or given up. */
	releaseEvents(options?: ReleaseOptions): Promise<void> {
		return this.context.events.release(options);
	}

	/**
	 * Sends an event for a request, or for an id that nobody knows, with fields replaced at will; by default
	 * to the request's own webhook URL. Tells whether it was acknowledged.
	 */
	async deliver(
		requestId: string,
		{ url, event }: { url?: string; event?: Record<string, unknown> } = {},
	): Promise<boolean> {
		const request = this.context.requests.get(requestId);
		const target = url ?? request?.body.webhookUrl;
		if (!target) throw new TypeError(`Request ${requestId} has no webhook URL`);
		const body = request ? this.context.events.eventOf(request) : emptyEvent(requestId);
		// A forged event may hold what no true one does.
		return this.context.webhooks.deliver(target, { ...body, ...(event as Partial<ShortsEvent>) });
	}

	/** Forgets the logged calls, downloads and deliveries. */
	clearLogs() {
		this.context.apiLog.clear();
		this.context.downloadLog.clear();
		this.context.webhooks.attempts.length = 0;
	}

	/** Resolves as soon as the condition holds; rejects after `timeoutMs`. */
	async until(condition: () => boolean, timeoutMs = 30_000): Promise<void> {
		const deadline = Date.now() + timeoutMs;
		while (!condition()) {
			if (Date.now() > deadline) throw new Error(`Did not come true within ${timeoutMs} ms`);
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
		}
	}

	/** Resolves when no event is on its way, delayed, or waits for another attempt. */
	deliveriesDone(timeoutMs?: number): Promise<void> {
		return this.until(() => !this.context.webhooks.busy, timeoutMs);
	}

	private known(id: string): SandboxRequest {
		const request = this.context.requests.get(id);
		if (!request) throw new RangeError(`The sandbox has no request ${id}`);
		return request;
	}
}

const emptyEvent = (requestId: string): ShortsEvent => ({
	event: 'shorts.completed',
	requestId,
	status: 'completed',
	timestamp: new Date().toISOString(),
	data: { shorts: [] },
});

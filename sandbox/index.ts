import type { AddressInfo } from 'node:net';
import type { ShortsEvent } from '../nodes/Ssemble/shared/types';
import { Accounts, type Account, type AccountOptions } from './accounts';
import { CallLog } from './callLog';
import type { Context } from './context';
import { Events, type EventFault, type ReleaseOptions } from './events';
import { Faults, type FaultHandle, type FaultRule, type SandboxCall } from './faults';
import { API_PATH } from './logHooks';
import { Processing } from './processing';
import { DOCUMENTED_LIMITS, GENEROUS_LIMITS, type RateLimitNumbers } from './rateLimits';
import { Requests, type FinalStatus, type SandboxRequest } from './requests';
import { seed, type SeedOptions } from './seed';
import { buildServer } from './server';
import { DEFAULT_SETTINGS, type SandboxSettings } from './settings';
import { Timers } from './timers';
import { Webhooks, type DeliveryAttempt } from './webhooks';

export { SANDBOX_API_KEY, type Account, type AccountOptions } from './accounts';
export { DEFAULT_TEMPLATE, GAME_VIDEOS, MEME_HOOKS, MUSIC, TEMPLATES } from './catalogue';
export type { EventEffect, EventFault, ReleaseOptions } from './events';
export type { FaultEffect, FaultHandle, FaultRule, SandboxCall } from './faults';
export type { RateLimitNumbers } from './rateLimits';
export type { FinalStatus, SandboxRequest } from './requests';
export type { SeedOptions } from './seed';
export type { SandboxSettings } from './settings';
export type { DeliveryAttempt } from './webhooks';

export interface SandboxOptions extends Partial<SandboxSettings> {
	/** Default 0: any free port. */
	port?: number;
	/** The address to listen on. Default 127.0.0.1. */
	host?: string;
	/** Default: one account with plenty of credits. */
	accounts?: AccountOptions[];
	/** For every account: the API's documented numbers, numbers never reached (default), or your own. */
	rateLimits?: 'documented' | 'generous' | Partial<RateLimitNumbers>;
	/** Told of every call of the API and every download when it is over. */
	onCall?: (call: SandboxCall) => void;
	/** Told of every delivery attempt when it is over. */
	onDelivery?: (attempt: DeliveryAttempt) => void;
}

/** A running sandbox. Times are milliseconds unless they say otherwise. */
export interface Sandbox {
	/** The API's base URL, as the credential wants it, and the same without `/api/v1`. */
	readonly url: string;
	readonly origin: string;
	/** The first account and its key, and all accounts. */
	readonly account: Account;
	readonly apiKey: string;
	readonly accounts: readonly Account[];
	/** May be changed at any time. */
	readonly settings: SandboxSettings;
	/** Every request that exists, oldest first. */
	readonly requests: SandboxRequest[];
	/** Calls of the API, and of the videos and images, in the order they came. */
	readonly calls: readonly SandboxCall[];
	readonly downloads: readonly SandboxCall[];
	/** The most calls of the API that were open at once. */
	readonly maxInFlight: number;
	/** Every attempt to deliver an event, in the order they began. */
	readonly deliveries: readonly DeliveryAttempt[];

	addAccount(options?: AccountOptions): Account;
	/** Adds requests as if they had been made some time ago; sends no events. */
	seedRequests(count: number, options?: SeedOptions): SandboxRequest[];
	/** Sets the progress (0–99) of a request that is processed by hand. */
	progress(requestId: string, progress: number): void;
	/** Ends a request now, and sends its event. */
	finish(requestId: string, status: FinalStatus, failureReason?: string): void;

	addFault(rule: FaultRule): FaultHandle;
	addEventFault(fault: EventFault): void;
	/** Takes back all faults, those of events too. */
	clearFaults(): void;
	/** Lets events pile up, and sends those that have. */
	holdEvents(): void;
	releaseEvents(options?: ReleaseOptions): Promise<void>;
	/**
	 * Sends an event for a request, or for an id that nobody knows, with fields replaced at will; by default
	 * to the request's own webhook URL. Tells whether it was acknowledged.
	 */
	deliver(
		requestId: string,
		overrides?: { url?: string; event?: Record<string, unknown> },
	): Promise<boolean>;
	/** Forgets the logged calls, downloads and deliveries. */
	clearLogs(): void;
	/** Resolves as soon as the condition holds; rejects after `timeoutMs` (default 5,000). */
	until(condition: () => boolean, timeoutMs?: number): Promise<void>;
	/** Resolves when no event is on its way or waits for another attempt. */
	deliveriesDone(timeoutMs?: number): Promise<void>;
	close(): Promise<void>;
}

/** Starts a sandbox; it answers when the promise resolves. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const {
		port = 0,
		host = '127.0.0.1',
		accounts: wanted,
		rateLimits,
		onCall,
		onDelivery,
	} = options;
	const settings = settingsFrom(options);
	const timers = new Timers();
	const requests = new Requests();
	const accounts = new Accounts(limitsFrom(rateLimits));
	for (const account of wanted ?? [{}]) accounts.add(account);
	const webhooks = new Webhooks(settings, timers, onDelivery ?? (() => undefined));
	const events = new Events(webhooks, timers, settings);
	const context: Context = {
		settings,
		accounts,
		requests,
		events,
		processing: new Processing(requests, events, timers),
		faults: new Faults(),
		apiLog: new CallLog(),
		downloadLog: new CallLog(),
		timers,
		onCall: onCall ?? (() => undefined),
	};
	const server = buildServer(context);
	await server.listen({ port, host });
	const address = server.server.address() as AddressInfo;
	return controls(context, webhooks, `http://${reachable(host)}:${address.port}`, async () => {
		timers.stop();
		webhooks.close();
		await server.close();
	});
}

function settingsFrom(options: SandboxOptions): SandboxSettings {
	const names = Object.keys(DEFAULT_SETTINGS) as (keyof SandboxSettings)[];
	const given = names.filter((name) => options[name] !== undefined);
	const chosen = Object.fromEntries(given.map((name) => [name, options[name]]));
	return { ...DEFAULT_SETTINGS, ...(chosen as Partial<SandboxSettings>) };
}

function limitsFrom(wanted: SandboxOptions['rateLimits'] = 'generous'): RateLimitNumbers {
	if (wanted === 'documented') return DOCUMENTED_LIMITS;
	return wanted === 'generous' ? GENEROUS_LIMITS : { ...GENEROUS_LIMITS, ...wanted };
}

/** A host that listens on every address is reached on this machine. */
const reachable = (host: string) => {
	if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
	return host.includes(':') ? `[${host}]` : host;
};

function controls(
	context: Context,
	webhooks: Webhooks,
	origin: string,
	close: () => Promise<void>,
): Sandbox {
	const { accounts, apiLog, downloadLog, events, faults, processing, requests, settings } = context;
	const [account] = accounts.all;
	if (!account) throw new TypeError('A sandbox needs at least one account');

	const known = (id: string): SandboxRequest => {
		const request = requests.get(id);
		if (!request) throw new RangeError(`The sandbox has no request ${id}`);
		return request;
	};
	const until = async (condition: () => boolean, timeoutMs = 5_000) => {
		const deadline = Date.now() + timeoutMs;
		while (!condition()) {
			if (Date.now() > deadline) throw new Error(`Did not come true within ${timeoutMs} ms`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	};

	return {
		url: origin + API_PATH,
		origin,
		account,
		apiKey: account.apiKey,
		accounts: accounts.all,
		settings,
		get requests() {
			return requests.all;
		},
		calls: apiLog.calls,
		downloads: downloadLog.calls,
		get maxInFlight() {
			return apiLog.maxInFlight;
		},
		deliveries: webhooks.attempts,
		addAccount: (options) => accounts.add(options),
		seedRequests: (count, options) => seed(requests, { account, origin, ...options }, count),
		progress(requestId, progress) {
			known(requestId).ownProgress = progress;
		},
		finish(requestId, status, failureReason) {
			const request = known(requestId);
			if (status === 'failed' && failureReason) request.failureReason = failureReason;
			processing.finish(request, status);
		},
		addFault: (rule) => faults.add(rule),
		addEventFault: (fault) => events.addFault(fault),
		clearFaults() {
			faults.clear();
			events.clearFaults();
		},
		holdEvents: () => events.hold(),
		releaseEvents: (options) => events.release(options),
		deliver(requestId, { url, event } = {}) {
			const request = requests.get(requestId);
			const target = url ?? request?.body.webhookUrl;
			if (!target) throw new TypeError(`Request ${requestId} has no webhook URL`);
			const body = request ? events.eventOf(request) : emptyEvent(requestId);
			return webhooks.deliver(target, { ...body, ...(event as Partial<ShortsEvent>) });
		},
		clearLogs() {
			apiLog.clear();
			downloadLog.clear();
			webhooks.attempts.length = 0;
		},
		until,
		deliveriesDone: (timeoutMs) => until(() => !webhooks.busy, timeoutMs),
		close,
	};
}

const emptyEvent = (requestId: string): ShortsEvent => ({
	event: 'shorts.completed',
	requestId,
	status: 'completed',
	timestamp: new Date().toISOString(),
	data: { shorts: [] },
});

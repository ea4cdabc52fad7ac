import type { AddressInfo } from 'node:net';
import { Accounts, type AccountOptions } from './accounts';
import { CallLog, type SandboxCall } from './callLog';
import type { Context } from './context';
import { Events } from './events';
import { Faults } from './faults';
import { Processing } from './processing';
import { DOCUMENTED_LIMITS, GENEROUS_LIMITS, type RateLimitNumbers } from './rateLimits';
import { Requests } from './requests';
import { Sandbox } from './sandbox';
import { buildServer } from './server';
import { DEFAULT_SETTINGS, type SandboxSettings } from './settings';
import { SourceFiles } from './sourceFiles';
import { Timers } from './timers';
import { Webhooks, type DeliveryAttempt } from './webhooks';

export { Sandbox } from './sandbox';
export { SANDBOX_API_KEY, type Account, type AccountOptions } from './accounts';
export { DEFAULT_TEMPLATE, GAME_VIDEOS, MEME_HOOKS, MUSIC, TEMPLATES } from './catalogue';
export type { SandboxCall } from './callLog';
export type { EventEffect } from './eventEffect';
export type { EventFault, ReleaseOptions } from './events';
export type { FaultEffect } from './faultEffect';
export type { FaultHandle, FaultRule } from './faults';
export type { RateLimitNumbers } from './rateLimits';
export type { FinalStatus, SandboxRequest } from './requests';
export type { Quirks } from './quirks';
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
		webhooks,
		processing: new Processing(requests, events, timers),
		sourceFiles: new SourceFiles(),
		faults: new Faults(),
		apiLog: new CallLog(),
		downloadLog: new CallLog(),
		timers,
		onCall: onCall ?? (() => undefined),
	};
	const server = buildServer(context);
	await server.listen({ port, host });
	const address = server.server.address() as AddressInfo;
	return new Sandbox(context, `http://${reachable(host)}:${address.port}`, async () => {
		// First, so that calls held back by a delay break off and are not answered early.
		server.server.closeAllConnections();
		timers.stop();
		webhooks.close();
		context.sourceFiles.close();
		await server.close();
	});
}

function settingsFrom(options: SandboxOptions): SandboxSettings {
	const names = Object.keys(DEFAULT_SETTINGS) as (keyof SandboxSettings)[];
	const given = names.filter((name) => options[name] !== undefined);
	const chosen = Object.fromEntries(given.map((name) => [name, options[name]]));
	// A deep copy, since a host added to one sandbox must not show in the next.
	return { ...structuredClone(DEFAULT_SETTINGS), ...(chosen as Partial<SandboxSettings>) };
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

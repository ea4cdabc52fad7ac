import type { Account, Accounts } from './accounts';
import type { CallLog, SandboxCall } from './callLog';
import type { Events } from './events';
import type { FaultEffect } from './faultEffect';
import type { Faults } from './faults';
import type { Processing } from './processing';
import type { LimitedEndpoint } from './rateLimits';
import type { Requests } from './requests';
import type { SandboxSettings } from './settings';
import type { SourceFiles } from './sourceFiles';
import type { Timers } from './timers';
import type { Webhooks } from './webhooks';

/** What the routes of one sandbox share. */
export interface Context {
	settings: SandboxSettings;
	accounts: Accounts;
	requests: Requests;
	processing: Processing;
	events: Events;
	sourceFiles: SourceFiles;
	faults: Faults;
	apiLog: CallLog;
	downloadLog: CallLog;
	timers: Timers;
	webhooks: Webhooks;
	/** Told of every call when it is over. */
	onCall: (call: SandboxCall) => void;
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Whose key the call bears. */
		account: Account | null;
		call: SandboxCall | null;
		/** What is still to be done to the answer. */
		fault: FaultEffect | null;
	}
	interface FastifyContextConfig {
		/** The endpoint's name among the rate limits. */
		endpoint?: LimitedEndpoint;
	}
}

import type { ShortsEvent } from '../nodes/Ssemble/api/types';

/** What goes wrong with an event. Times in milliseconds; the parts can be combined. */
export interface EventEffect {
	/** Never send it. */
	lose?: boolean;
	/** How often to send it. Default 1. */
	copies?: number;
	/** Send the copies at the same time, not one after the other. */
	sideBySide?: boolean;
	/** Send it this much later. */
	delayMs?: number;
	/** How long after the event is sent the API still shows the request as processing; `Infinity` for ever. */
	apiLagMs?: number;
	/** Replace fields of the event. */
	overrides?: Partial<ShortsEvent>;
}

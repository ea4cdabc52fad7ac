import type { Measure } from '../figures';
import { calls } from './calls';
import { claims } from './claims';
import { downloads } from './downloads';
import { events, queueEvents } from './events';
import { growth } from './growth';
import { sleepers } from './sleepers';
import { startup } from './startup';
import { submission } from './submission';

/** All that can be measured, in the order in which it is shown. */
export const MEASURES: Measure[] = [
	events,
	queueEvents,
	claims,
	submission,
	calls,
	downloads,
	sleepers,
	growth,
	startup,
];

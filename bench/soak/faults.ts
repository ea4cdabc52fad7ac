import type { EventFault, FaultEffect, FaultRule, Sandbox } from '../../sandbox';
import type { Dice } from './dice';

/** Milliseconds: of slow answers, and by which the API is behind its own events. */
const SLOW = 2_000;
const LAG = 3_000;

const html = '<html><body>Bad gateway</body></html>';

const EFFECTS: readonly [FaultEffect, ...FaultEffect[]] = [
	{ kind: 'answer', status: 500, body: { error: { code: 'internal_error', message: 'Oops' } } },
	{ kind: 'answer', status: 502, body: html },
	{ kind: 'answer', status: 500, body: html, taken: true },
	{ kind: 'reset' },
	{ kind: 'reset', taken: true },
	{ kind: 'delay', ms: SLOW },
	{ kind: 'malformed' },
];

const TARGETS: readonly [Partial<FaultRule>, ...Array<Partial<FaultRule>>] = [
	{ method: 'POST', path: '/shorts/create' },
	{ method: 'GET', path: '/shorts/:id' },
	{ method: 'GET', path: '/shorts' },
];

/** Lets something go wrong soon: a call of the API, or an event. Gives its name. */
export const breakSomething = (sandbox: Sandbox, dice: Dice): string => {
	if (dice.happens(0.5)) {
		const target = dice.one(TARGETS);
		const effect = dice.one(EFFECTS);
		sandbox.addFault({ ...target, effect, times: dice.between(1, 2) });
		return `${effect.kind} of ${target.method ?? ''} ${String(target.path)}`;
	}
	const fault = dice.one<EventFault>([
		{ copies: 3, sideBySide: true },
		{ copies: 3 },
		{ lose: true },
		{ apiLagMs: LAG },
		{ delayMs: LAG },
	]);
	sandbox.addEventFault(fault);
	return `event ${JSON.stringify(fault)}`;
};

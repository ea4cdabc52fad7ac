import type { SandboxCall } from './callLog';
import type { FaultEffect } from './faultEffect';

export interface FaultRule {
	/** Such as `POST`. Default: any. */
	method?: string;
	/** A path, a route such as `/shorts/:id`, or a pattern for the path. Default: any. */
	path?: string | RegExp;
	/** A further condition, on the body for example. */
	when?: (call: Readonly<SandboxCall>) => boolean;
	/** How many calls that match pass unharmed first. Default 0. */
	skip?: number;
	/** How many calls it strikes after that. Default 1; `Infinity` for all. */
	times?: number;
	effect: FaultEffect;
}

/** What addFault() returns. */
export interface FaultHandle {
	/** How many calls it has struck. */
	readonly struck: number;
	remove(): void;
}

interface ActiveFault {
	rule: FaultRule;
	toSkip: number;
	left: number;
	struck: number;
}

/** The faults that are set, oldest first: the first that matches a call strikes it. */
export class Faults {
	private active: ActiveFault[] = [];

	add(rule: FaultRule): FaultHandle {
		const fault = { rule, toSkip: rule.skip ?? 0, left: rule.times ?? 1, struck: 0 };
		this.active.push(fault);
		return {
			get struck() {
				return fault.struck;
			},
			remove: () => {
				this.active = this.active.filter((other) => other !== fault);
			},
		};
	}

	clear() {
		this.active = [];
	}

	/** The effect that strikes this call, if any; uses it up. */
	take(call: SandboxCall): FaultEffect | undefined {
		for (const fault of this.active.filter(({ left, rule }) => left > 0 && matches(rule, call))) {
			if (fault.toSkip > 0) {
				fault.toSkip -= 1;
				continue;
			}
			fault.left -= 1;
			fault.struck += 1;
			call.fault = fault.rule.effect.kind;
			return fault.rule.effect;
		}
		return undefined;
	}
}

function matches({ method, path, when }: FaultRule, call: SandboxCall): boolean {
	if (method && method.toUpperCase() !== call.method) return false;
	if (typeof path === 'string' && path !== call.path && path !== call.route) return false;
	if (path instanceof RegExp && !path.test(call.path)) return false;
	return when?.(call) ?? true;
}

/** Whether the effect comes after the API has done its work. */
export function strikesAfterwards(effect: FaultEffect): boolean {
	return 'taken' in effect
		? effect.taken === true
		: !['answer', 'delay', 'hang', 'reset'].includes(effect.kind);
}

/** An answer's JSON text as the effect leaves it. */
export function spoil(effect: FaultEffect, json: string): string {
	switch (effect.kind) {
		case 'malformed':
			return json.slice(0, Math.ceil(json.length / 2));
		case 'extraFields':
			return JSON.stringify(withExtraFields(JSON.parse(json)));
		case 'missingFields':
			return JSON.stringify(withoutFields(JSON.parse(json), effect.fields));
		case 'change':
			return JSON.stringify(effect.change(JSON.parse(json)));
		default:
			return json;
	}
}

function withExtraFields(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withExtraFields);
	if (typeof value !== 'object' || value === null) return value;
	const fields = Object.entries(value).map(([key, inner]) => [key, withExtraFields(inner)]);
	return { ...Object.fromEntries(fields), sandboxExtra: { unknown: ['field', 1, null] } };
}

function withoutFields(value: unknown, names: string[]): unknown {
	if (Array.isArray(value)) return value.map((inner) => withoutFields(inner, names));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !names.includes(key))
			.map(([key, inner]) => [key, withoutFields(inner, names)]),
	);
}

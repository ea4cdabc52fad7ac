import { ApiError } from './apiError';

const MINUTE = 60_000;

/** The endpoints that have a limit of their own. */
export type LimitedEndpoint =
	'create' | 'status' | 'list' | 'delete' | 'templates' | 'music' | 'game-videos' | 'meme-hooks';

/** How many calls an account has. */
export interface RateLimitNumbers {
	/** Calls an hour and a day. */
	hour: number;
	day: number;
	/** Milliseconds that an "hour" and a "day" last, so that tests can see one end. */
	hourMs: number;
	dayMs: number;
	/** Whether the documented limits of single endpoints hold too (500 a minute, 1,000 in 15 minutes). */
	endpoints: boolean;
}

/** The numbers of Ssemble's smallest plan. */
export const DOCUMENTED_LIMITS: RateLimitNumbers = {
	hour: 100,
	day: 1_000,
	hourMs: 60 * MINUTE,
	dayMs: 24 * 60 * MINUTE,
	endpoints: true,
};

/** Numbers that no test or trial reaches by accident. */
export const GENEROUS_LIMITS: RateLimitNumbers = {
	...DOCUMENTED_LIMITS,
	hour: 1_000_000,
	day: 10_000_000,
	endpoints: false,
};

interface Window {
	/** Milliseconds since 1970. */
	endsAt: number;
	used: number;
}

const endpointLimit = (endpoint: LimitedEndpoint) =>
	endpoint === 'delete' || endpoint === 'templates'
		? { limit: 1_000, ms: 15 * MINUTE }
		: { limit: 500, ms: MINUTE };

/** What one account has used of its limits. Windows are fixed: each begins with its first call. */
export class RateLimits {
	private readonly windows = new Map<string, Window>();
	private exceededUntil = 0;

	constructor(readonly numbers: RateLimitNumbers) {}

	/** Counts one call, or throws `rate_limit_exceeded` without counting it. */
	count(endpoint: LimitedEndpoint | undefined) {
		const layers = [
			{ name: 'hour', limit: this.numbers.hour, window: this.hourWindow() },
			{ name: 'day', limit: this.numbers.day, window: this.dayWindow() },
			...this.endpointLayer(endpoint),
		];
		const full = layers.filter(({ limit, window }) => window.used >= limit);
		const last = full.sort((a, b) => b.window.endsAt - a.window.endsAt)[0];
		if (last) {
			this.exceededUntil = last.window.endsAt;
			throw new ApiError('rate_limit_exceeded', 'Rate limit exceeded. Please try again later.');
		}
		this.exceededUntil = 0;
		for (const { window } of layers) window.used += 1;
	}

	/** Forgets what has been used. */
	reset() {
		this.windows.clear();
		this.exceededUntil = 0;
	}

	/** The headers that every answer of the API carries. */
	headers(): Record<string, string> {
		const hour = this.hourWindow();
		const resetAt = this.exceededUntil > Date.now() ? this.exceededUntil : hour.endsAt;
		return {
			'X-RateLimit-Limit-Hour': String(this.numbers.hour),
			'X-RateLimit-Remaining-Hour': String(Math.max(0, this.numbers.hour - hour.used)),
			'X-RateLimit-Limit-Day': String(this.numbers.day),
			'X-RateLimit-Remaining-Day': String(Math.max(0, this.numbers.day - this.dayWindow().used)),
			'X-RateLimit-Reset': new Date(resetAt).toISOString(),
		};
	}

	private hourWindow = () => this.window('hour', this.numbers.hourMs);
	private dayWindow = () => this.window('day', this.numbers.dayMs);

	private endpointLayer(endpoint: LimitedEndpoint | undefined) {
		if (!endpoint || !this.numbers.endpoints) return [];
		const { limit, ms } = endpointLimit(endpoint);
		return [{ name: endpoint, limit, window: this.window(endpoint, ms) }];
	}

	private window(name: string, ms: number): Window {
		const now = Date.now();
		const known = this.windows.get(name);
		if (known && known.endsAt > now) return known;
		const fresh = { endsAt: now + ms, used: 0 };
		this.windows.set(name, fresh);
		return fresh;
	}
}

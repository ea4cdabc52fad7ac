import { hexIdFrom } from './random';
import { RateLimits, type RateLimitNumbers } from './rateLimits';

const KEY_PREFIX = 'sk_ssemble_';
const KEY_PATTERN = /^sk_ssemble_.{32}$/;

const sandboxKey = (text: string) => KEY_PREFIX + `sandbox${text}`.padEnd(32, '0');

/** The API key of a sandbox's first account, unless another is given. Worth nothing anywhere else. */
export const SANDBOX_API_KEY = sandboxKey('');

export interface AccountOptions {
	/** `sk_ssemble_` and 32 more characters. Default: a fixed key that says "sandbox". */
	apiKey?: string;
	email?: string;
	/** Default 100,000. Creating costs 1, a failed request gives it back. */
	credits?: number;
	/** Whether the account has an active subscription. Default true. */
	subscription?: boolean;
	/** Changes to the sandbox's rate limits for this account. */
	rateLimits?: Partial<RateLimitNumbers>;
}

/** One customer. `credits`, `subscription` and `rateLimits.numbers` may be changed at any time. */
export interface Account {
	readonly id: string;
	readonly apiKey: string;
	readonly email: string;
	credits: number;
	subscription: boolean;
	readonly rateLimits: RateLimits;
}

/** The accounts of one sandbox, found by their keys. */
export class Accounts {
	readonly all: Account[] = [];

	constructor(private readonly defaultLimits: RateLimitNumbers) {}

	add(options: AccountOptions = {}): Account {
		const number = this.all.length + 1;
		const apiKey = options.apiKey ?? (number === 1 ? SANDBOX_API_KEY : sandboxKey(String(number)));
		if (!hasKeyFormat(apiKey)) {
			throw new TypeError(`A sandbox key is "${KEY_PREFIX}" followed by 32 characters`);
		}
		if (this.withKey(apiKey)) throw new TypeError('Two accounts cannot share a key');
		const account: Account = {
			id: hexIdFrom(`account ${number}`),
			apiKey,
			email: options.email ?? `user${number}@sandbox.example`,
			credits: options.credits ?? 100_000,
			subscription: options.subscription ?? true,
			rateLimits: new RateLimits({ ...this.defaultLimits, ...options.rateLimits }),
		};
		this.all.push(account);
		return account;
	}

	withKey(apiKey: string): Account | undefined {
		return this.all.find((account) => account.apiKey === apiKey);
	}
}

/** Whether a text could be a key at all. */
export const hasKeyFormat = (key: string) => KEY_PATTERN.test(key);

/** A copy of `value` in which no string, at any depth, holds a key. */
export function withoutKeys(value: unknown): unknown {
	if (typeof value === 'string') return value.replace(/sk_ssemble_[\w-]+/g, `${KEY_PREFIX}***`);
	if (Array.isArray(value)) return value.map(withoutKeys);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutKeys(inner)]));
}

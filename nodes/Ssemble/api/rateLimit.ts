import type { IDataObject } from 'n8n-workflow';

/** How many calls an account may still make, as an answer told it. */
export interface Allowance {
	/** In this hour. */
	callsLeft: number;
	/** In an hour; undefined if the answer did not tell. */
	limit?: number;
	/** Milliseconds until the allowance is renewed; undefined if the answer did not tell. */
	renewedIn?: number;
}

/** Reads the allowance from an answer's headers; undefined if they do not tell. */
export function readAllowance(headers: IDataObject): Allowance | undefined {
	const callsLeft = numberIn(headers['x-ratelimit-remaining-hour']);
	if (callsLeft === undefined) return undefined;
	const limit = numberIn(headers['x-ratelimit-limit-hour']);
	return { callsLeft, limit, renewedIn: untilReset(headers) };
}

/** Milliseconds from an answer to the moment at which its rate limit resets; undefined if it does not tell. */
export function untilReset(headers: IDataObject): number | undefined {
	const reset = momentIn(headers['x-ratelimit-reset']);
	if (reset === undefined) return undefined;
	// By the server's clock where it is given: this machine's may be off by more than the wait.
	return reset - (momentIn(headers.date) ?? Date.now());
}

function momentIn(header: unknown): number | undefined {
	const moment = typeof header === 'string' ? Date.parse(header) : NaN;
	return Number.isNaN(moment) ? undefined : moment;
}

function numberIn(header: unknown): number | undefined {
	const number = typeof header === 'string' ? Number.parseInt(header, 10) : NaN;
	return Number.isNaN(number) ? undefined : number;
}

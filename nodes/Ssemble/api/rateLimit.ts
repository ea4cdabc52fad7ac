import type { IDataObject } from 'n8n-workflow';
import { asText } from '../n8n/json';

/** How many calls an account may still make, as an answer told it. */
export interface Allowance {
	/** In this hour or on this day, whichever are fewer. */
	callsLeft: number;
	/** In an hour; undefined if the answer did not tell. */
	limit?: number;
	/** Milliseconds until the allowance is renewed; undefined if the answer did not tell. */
	renewedIn?: number;
}

/** Reads the tighter of the hour's and the day's allowance from an answer's headers; undefined if they do not tell. */
export function readAllowance(headers: IDataObject): Allowance | undefined {
	const hour = numberIn(headers['x-ratelimit-remaining-hour']);
	const day = numberIn(headers['x-ratelimit-remaining-day']);
	const callsLeft = Math.min(hour ?? Infinity, day ?? Infinity);
	if (callsLeft === Infinity) return undefined;
	const limit = numberIn(headers['x-ratelimit-limit-hour']);
	return { callsLeft, limit, renewedIn: untilReset(headers) };
}

/** Which of the account's two allowances has run out; undefined if the headers do not tell. */
export function limitThatRanOut(headers: IDataObject): 'day' | 'hour' | undefined {
	if (numberIn(headers['x-ratelimit-remaining-day']) === 0) return 'day';
	return numberIn(headers['x-ratelimit-remaining-hour']) === 0 ? 'hour' : undefined;
}

/** Milliseconds from an answer to the moment at which its rate limit resets; undefined if it does not tell. */
export function untilReset(headers: IDataObject): number | undefined {
	// By the server's clock where it is given: this machine's may be off by more than the wait.
	const now = momentIn(headers.date) ?? Date.now();
	const reset =
		momentFrom(headers['retry-after'], now) ?? momentFrom(headers['x-ratelimit-reset'], now);
	return reset === undefined ? undefined : reset - now;
}

/** Numbers below this are seconds from now, and those above seconds or milliseconds since 1970. */
const SMALLEST_DATE = 1_000_000_000;

function momentFrom(header: unknown, now: number): number | undefined {
	const text = asText(header);
	if (!/^\d+(\.\d+)?$/.test(text)) return momentIn(header);
	const number = Number(text);
	if (number < SMALLEST_DATE) return now + number * 1_000;
	return number < SMALLEST_DATE * 100 ? number * 1_000 : number;
}

function momentIn(header: unknown): number | undefined {
	const moment = Date.parse(asText(header));
	return Number.isNaN(moment) ? undefined : moment;
}

function numberIn(header: unknown): number | undefined {
	const number = Number.parseInt(asText(header), 10);
	return Number.isNaN(number) ? undefined : number;
}

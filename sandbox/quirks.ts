/** What the documents do not say, but a live service may do. Times in milliseconds; 0 is off. */
export interface Quirks {
	/** A completed request bears the status that only the vendor's own client knows: `TASK_COMPLETE`. */
	taskComplete: boolean;
	/** Seconds and progress are texts: `"12.5"`. */
	numbersAsTexts: boolean;
	/** The list shows what was true this long ago: no newer requests, and no newer states. */
	listLagMs: number;
	/** POST /shorts/create takes the request at once, and answers this much later. */
	createDelayMs: number;
	/** The list gives ids in upper case. */
	upperCaseIds: boolean;
	/** A 429 says in `Retry-After` how many seconds to wait. */
	retryAfter: boolean;
	/** Deleting a request in work leaves it behind as cancelled. It sends no event. */
	deleteCancels: boolean;
}

/** All quirks, none, or those that are named. */
export type QuirksSetting = boolean | Partial<Quirks>;

const NONE: Quirks = {
	taskComplete: false,
	numbersAsTexts: false,
	listLagMs: 0,
	createDelayMs: 0,
	upperCaseIds: false,
	retryAfter: false,
	deleteCancels: false,
};

const ALL: Quirks = {
	taskComplete: true,
	numbersAsTexts: true,
	listLagMs: 3_000,
	createDelayMs: 2_000,
	upperCaseIds: true,
	retryAfter: true,
	deleteCancels: true,
};

const FIELDS_IN_NUMBERS = [
	'start',
	'end',
	'duration',
	'progress',
	'startTimestamp',
	'endTimestamp',
];

/** Which quirks a setting turns on. */
export function quirksOf(setting: QuirksSetting): Quirks {
	if (typeof setting === 'boolean') return setting ? ALL : NONE;
	return { ...NONE, ...setting };
}

/** An answer about requests, at any depth, as the quirks would have it. */
export function quirky(value: unknown, setting: QuirksSetting): unknown {
	const quirks = quirksOf(setting);
	const changed = (inner: unknown): unknown => {
		if (Array.isArray(inner)) return inner.map(changed);
		if (typeof inner !== 'object' || inner === null) return inner;
		return Object.fromEntries(
			Object.entries(inner).map(([name, field]) => [name, fieldOf(name, changed(field), quirks)]),
		);
	};
	return changed(value);
}

function fieldOf(name: string, value: unknown, quirks: Quirks): unknown {
	if (quirks.taskComplete && name === 'status' && value === 'completed') return 'TASK_COMPLETE';
	if (quirks.upperCaseIds && name === 'requestId') return String(value).toUpperCase();
	const isNumber = typeof value === 'number' && FIELDS_IN_NUMBERS.includes(name);
	return quirks.numbersAsTexts && isNumber ? String(value) : value;
}

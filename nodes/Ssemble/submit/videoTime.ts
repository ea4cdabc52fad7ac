/** Hours if there are any, minutes, and seconds with at most three decimals. */
const CLOCK = /^(?:(\d+):([0-5]?\d)|(\d+)):([0-5]\d(?:\.\d+)?)$/;

/**
 * A moment of a video as people write it: 90, "1:30" or "1:02:30".
 *
 * @returns seconds from its beginning, to the millisecond; undefined if it is not one
 */
export function parseTime(value: unknown): number | undefined {
	if (typeof value === 'number')
		return value >= 0 && value < Infinity ? toMillisecond(value) : undefined;
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (/^\d+(\.\d+)?$/.test(text)) return toMillisecond(Number(text));
	const [, hours = '0', minutesOfHour, minutes = minutesOfHour, seconds] = CLOCK.exec(text) ?? [];
	if (minutes === undefined) return undefined;
	return toMillisecond(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
}

/** Seconds as a time, e.g. "1:30" or "1:02:30.5". */
export function showTime(seconds: number): string {
	const milliseconds = Math.round(seconds * 1_000);
	const minutes = Math.floor(milliseconds / 60_000);
	const rest = (milliseconds % 60_000) / 1_000;
	const shown = `${rest < 10 ? '0' : ''}${rest}`;
	if (minutes < 60) return `${minutes}:${shown}`;
	return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${shown}`;
}

/** Keeps sums and differences from drifting by parts of a millisecond. */
export function toMillisecond(seconds: number): number {
	return Math.round(seconds * 1_000) / 1_000;
}

/** One line of the benchmark's table: a figure of ours beside the same of what it is compared with. */
export interface Row {
	what: string;
	/** With its unit, as it is to be shown. */
	ours: string;
	theirs?: string;
	/** Ours divided by theirs, or theirs by ours: so that more is better. The median of the rounds' ratios. */
	ratio?: number;
	/** What the ratio has to reach. */
	atLeast?: number;
	/** What of n8n keeps the ratio below that, should it be. */
	inTheWay?: string;
}

/** How much of everything is measured. */
export interface Effort {
	rounds: number;
}

/** A group of figures. */
export interface Measure {
	name: string;
	title: string;
	run: (effort: Effort) => Promise<Row[]>;
}

/** In bytes. */
export const MEGABYTE = 1_000_000;

/** The middle one; of an even number, the upper of the two in the middle. */
export const median = (values: number[]): number => percentile(values, 50);

/** The value that `percent` of all values do not exceed. */
export const percentile = (values: number[], percent: number): number => {
	const sorted = [...values].sort((a, b) => a - b);
	const index = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100));
	return sorted[index] ?? Number.NaN;
};

/** A number with three significant digits and its unit. */
export const shown = (value: number, unit: string): string =>
	`${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;

/**
 * Measures ours and theirs in turn, so many rounds; which comes first changes from round to round, for
 * whatever else the machine does weighs on both.
 */
export const sideBySide = async <T>(
	rounds: number,
	ours: () => Promise<T>,
	theirs: () => Promise<T>,
): Promise<Array<{ ours: T; theirs: T }>> => {
	const results: Array<{ ours: T; theirs: T }> = [];
	for (let round = 0; round < rounds; round += 1) {
		if (round % 2 === 0) {
			const first = await ours();
			results.push({ ours: first, theirs: await theirs() });
		} else {
			const first = await theirs();
			results.push({ ours: await ours(), theirs: first });
		}
	}
	return results;
};

/** A row for a figure of which more is better. */
export const moreIsBetter = (
	what: string,
	unit: string,
	rounds: Array<{ ours: number; theirs: number }>,
	atLeast?: number,
): Row => ({
	what,
	ours: shown(median(rounds.map(({ ours }) => ours)), unit),
	theirs: shown(median(rounds.map(({ theirs }) => theirs)), unit),
	ratio: median(rounds.map(({ ours, theirs }) => ours / theirs)),
	...(atLeast === undefined ? {} : { atLeast }),
});

/** A row for a figure of which less is better. */
export const lessIsBetter = (
	what: string,
	unit: string,
	rounds: Array<{ ours: number; theirs: number }>,
	atLeast?: number,
): Row => ({
	...moreIsBetter(what, unit, rounds, atLeast),
	ratio: median(rounds.map(({ ours, theirs }) => theirs / ours)),
});

import { seededRandom } from '../../sandbox/random';

/** Chance that comes out the same for the same seed. */
export class Dice {
	/** Gives a number from 0 up to, but not including, 1. */
	private readonly next: () => number;

	constructor(seed: string) {
		this.next = seededRandom(seed);
	}

	/** A whole number between the two, both included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	/** Whether something happens that does so this often, from 0 (never) to 1 (always). */
	happens(chance: number): boolean {
		return this.next() < chance;
	}

	/** One of the given. */
	one<T>(values: readonly [T, ...T[]]): T {
		return values[this.between(0, values.length - 1)] ?? values[0];
	}

	/** All of the given, in another order. */
	shuffled<T>(values: readonly T[]): T[] {
		return values
			.map((value) => ({ value, at: this.next() }))
			.sort((one, other) => one.at - other.at)
			.map(({ value }) => value);
	}
}

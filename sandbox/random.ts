import { createHash, randomBytes } from 'node:crypto';

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seededRandom(seed: string): () => number {
	let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** One of `choices`, drawn with `random`. */
export function pick<T>(choices: readonly T[], random: () => number): T {
	const choice = choices[Math.floor(random() * choices.length)];
	if (choice === undefined) throw new RangeError('Nothing to pick from');
	return choice;
}

/** A copy of `items` in an order that depends on `seed` alone. */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
	const random = seededRandom(seed);
	return items
		.map((item) => ({ item, rank: random() }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ item }) => item);
}

/** 24 hexadecimal characters that depend on `seed` alone. */
export const hexIdFrom = (seed: string) =>
	createHash('sha256').update(seed).digest('hex').slice(0, 24);

/** A UUID that depends on `seed` alone. */
export function uuidFrom(seed: string): string {
	const hex = createHash('sha256').update(seed).digest('hex');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		`4${hex.slice(13, 16)}`,
		`8${hex.slice(17, 20)}`,
		hex.slice(20, 32),
	].join('-');
}

/** A new id in the manner of MongoDB: the time in seconds, then chance. 24 hexadecimal characters. */
export const newHexId = () =>
	Math.floor(Date.now() / 1000)
		.toString(16)
		.padStart(8, '0') + randomBytes(8).toString('hex');

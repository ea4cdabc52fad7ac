import fc from 'fast-check';
import { LONGEST_RANGE, splitRange } from '../../nodes/Ssemble/submit/readRange';

describe('A range is split into', () => {
	it.each([
		[0, 1_200, [[0, 1_200]]],
		[5, 6, [[5, 6]]],
		[
			0,
			2_400,
			[
				[0, 1_200],
				[1_200, 2_400],
			],
		],
		[
			0,
			3_601,
			[
				[0, 1_200],
				[1_200, 2_400],
				[2_400, 3_600],
				[3_600, 3_601],
			],
		],
		[
			10,
			1_210.5,
			[
				[10, 1_209.5],
				[1_209.5, 1_210.5],
			],
		],
		[
			0.36,
			2_400.36,
			[
				[0.36, 1_200.36],
				[1_200.36, 2_400.359],
			],
		],
		[848.55, 2_048.55, [[848.55, 2_048.549]]],
		[
			496.1,
			4_096.1,
			[
				[496.1, 1_696.1],
				[1_696.1, 2_896.1],
				[2_896.1, 4_096.099],
			],
		],
	])('%s–%s: the fewest pieces that Ssemble takes', (start, end, pieces) => {
		expect(splitRange({ start, end })).toEqual(
			pieces.map(([from, to]) => ({ start: from, end: to })),
		);
	});

	it('pieces of 1 to 1,200 s that cover it without gap or overlap', () => {
		const range = fc
			.tuple(fc.integer({ min: 0, max: 18_000 }), fc.integer({ min: 1, max: 18_000 }))
			.map(([start, length]) => ({ start, end: start + length }));
		fc.assert(
			fc.property(range, ({ start, end }) => {
				const pieces = splitRange({ start, end });
				expect(pieces[0]?.start).toBe(start);
				expect(pieces.at(-1)?.end).toBe(end);
				expect(pieces.slice(1).map((piece) => piece.start)).toEqual(
					pieces.slice(0, -1).map((piece) => piece.end),
				);
				for (const piece of pieces) {
					expect(piece.end - piece.start).toBeGreaterThanOrEqual(1);
					expect(piece.end - piece.start).toBeLessThanOrEqual(LONGEST_RANGE);
				}
				expect(pieces).toHaveLength(Math.ceil((end - start) / LONGEST_RANGE));
			}),
		);
	});

	it('pieces whose lengths are right to a computer, too, wherever they begin', () => {
		const milliseconds = fc.integer({ min: 1_000, max: 9_000_000 });
		fc.assert(
			fc.property(milliseconds, milliseconds, (from, length) => {
				const [start, end] = [from / 1_000, (from + length) / 1_000];
				const pieces = splitRange({ start, end });
				const lengths = pieces.map((piece) => piece.end - piece.start);
				expect(Math.max(...lengths)).toBeLessThanOrEqual(LONGEST_RANGE);
				if (pieces.length > 1) expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1);
				expect(pieces).toHaveLength(Math.ceil(length / 1_000 / LONGEST_RANGE));
				expect(end - (pieces.at(-1)?.end ?? 0)).toBeLessThan(0.02);
				expect(pieces.slice(1).map((piece) => piece.start)).toEqual(
					pieces.slice(0, -1).map((piece) => piece.end),
				);
			}),
			{ numRuns: 1_000 },
		);
	});
});

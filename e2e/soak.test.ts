import { soak } from '../bench/soak/soak';

/** How long the load lasts; `npm run soak` is for longer ones. */
const MINUTES = 2;

/** Milliseconds for the start of n8n, and for what was begun to come to its end. */
const AROUND = 10 * 60_000;

describe('Under mixed load, with faults and kills', () => {
	const seed = String(Date.now());

	it(
		`nothing is lost and nothing doubled (npm run soak -- --minutes ${MINUTES} --seed ${seed})`,
		async () => {
			const said: string[] = [];
			const report = await soak({ minutes: MINUTES, seed, say: (text) => said.push(text) });

			expect(Math.min(report.requests, report.kills, report.faults)).toBeGreaterThan(0);
			expect({ ...report, said }).toMatchObject({ lost: [], twice: [], paidTwice: [] });
		},
		MINUTES * 60_000 + AROUND,
	);
});

import { soak } from '../bench/soak/soak';

/** How long the load lasts; none unless told, for the other tests are many already. */
const minutes = Number(process.env.SOAK_MINUTES ?? 0);

/** Milliseconds for the start of n8n, and for what was begun to come to its end. */
const AROUND = 10 * 60_000;

(minutes > 0 ? describe : describe.skip)('Under mixed load, with faults and kills', () => {
	const seed = process.env.SOAK_SEED ?? String(Date.now());

	it(
		`nothing is lost and nothing doubled (SOAK_MINUTES=${minutes} SOAK_SEED=${seed})`,
		async () => {
			const said: string[] = [];
			const report = await soak({ minutes, seed, say: (text) => said.push(text) });

			expect(report.requests).toBeGreaterThan(0);
			expect({ ...report, said }).toMatchObject({ lost: [], twice: [], paidTwice: [] });
		},
		minutes * 60_000 + AROUND,
	);
});

import { GATHERING, ROUNDS } from '../../nodes/Ssemble/trigger/ledger';
import { simulate, type Outcome, type Scheme, type Setting } from '../claims/simulation';
import type { Measure, Row } from '../figures';

const EVENTS = 10_000;

/** As the trigger's ledger does it. */
const TODAY: Scheme = { name: 'as it is', rounds: ROUNDS, gather: GATHERING.unhurried };

const CANDIDATES: Scheme[] = [
	{ name: '1 round', rounds: 1, gather: TODAY.gather },
	{ name: '4 rounds of about a second', rounds: 4, gather: () => ({ least: 500, most: 1_500 }) },
	{ name: '8 short rounds', rounds: 8, gather: () => ({ least: 50, most: 250 }) },
];

/** Milliseconds that a database takes for the record. */
const FAST = { least: 2, most: 10 };
const SLOW = { least: 50, most: 200 };

const SETTINGS: Setting[] = [2, 4].flatMap((processes) =>
	[FAST, SLOW].flatMap((database) => [0, 1_000].map((apart) => ({ processes, database, apart }))),
);

const shownOutcome = ({ doubles, losses, median }: Outcome): string =>
	`${doubles} twice, ${losses} lost, ${(median / 1000).toFixed(1)} s`;

export const claims: Measure = {
	name: 'claims',
	title: `Simulated: ways to settle whose a delivery is in queue mode (theirs: as it is), ${EVENTS} events each`,
	run: async () => {
		const rows: Row[] = [];
		for (const setting of SETTINGS) {
			const { processes, database, apart } = setting;
			const today = await simulate(TODAY, setting, EVENTS);
			const theirs = shownOutcome(today);
			const where = `${processes} processes, ${database.most} ms, ${apart / 1000} s apart`;
			rows.push({
				what: `${where}: ${TODAY.name}, delivered once`,
				ours: theirs,
				ratio: (EVENTS - today.doubles - today.losses) / EVENTS,
				...(database === FAST && { atLeast: 1 }),
			});
			for (const scheme of CANDIDATES) {
				const ours = shownOutcome(await simulate(scheme, setting, EVENTS));
				rows.push({ what: `${where}: ${scheme.name}`, ours, theirs });
			}
		}
		return rows;
	},
};

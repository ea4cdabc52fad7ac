import type { IExecuteFunctions } from 'n8n-workflow';
import { randomInt } from 'n8n-workflow';
import { asNodeError } from '../n8n/items';
import { NodeRecord } from '../n8n/nodeRecord';
import type { Gathering } from '../n8n/recordQueue';
import type { Delivery } from './delivery';

/**
 * What the trigger has claimed and delivered. As n8n's record has no lock, a claim for which processes compete
 * is asked for in several rounds, each at a random moment. Whoever is told "new" in every round has it. One
 * claimant always comes through; two do only if their changes of the record overlapped in round after round. So the
 * moments lie the further apart, the longer a change takes. `npm run bench -- claims` simulates that.
 */

/** Rounds of a claim for which processes compete. */
export const ROUNDS = 6;

/** How many deliveries are remembered. */
const MOST_DELIVERIES = 10_000;

/** Of each delivery its claims, that it was made, and by whom. */
const RECORD = new NodeRecord<Pace>(MOST_DELIVERIES * (ROUNDS + 2));

type Pace = keyof typeof GATHERING;

/**
 * Milliseconds, at random between the two, for which processes that compete gather what they ask.
 *
 * @param lastMs how many the record took the last time
 */
export const GATHERING = {
	/** For claims, and for finding what is recorded: the longer it is, the less often two meet. */
	unhurried: (lastMs = Infinity) => {
		const middle = Math.min(1_000, Math.max(160, 20 * lastMs));
		return { least: middle / 2, most: middle * 1.5 };
	},
	/** For records of deliveries: a process that dies between the record and the items takes the delivery with it. */
	hurried: () => ({ least: 50, most: 250 }),
};

/** How often a record is checked, until it is seen to have stayed. */
export const MOST_CHECKS = 5;

/**
 * Claims deliveries, so that no other execution makes them.
 *
 * @param mayCompete whether another process may claim them at the same time
 * @returns those that nobody had claimed before
 */
export async function claim<Kind extends Delivery>(
	context: IExecuteFunctions,
	deliveries: Kind[],
	mayCompete: boolean,
): Promise<Kind[]> {
	let won = deliveries;
	for (const round of roundsOf(mayCompete)) {
		const entries = won.map((delivery) => claimEntry(delivery, round));
		const isNew = await addNew(context, entries, 'unhurried', mayCompete);
		won = won.filter((delivery) => isNew.has(claimEntry(delivery, round)));
	}
	return won;
}

/** Gives claims back, so that a retry of this execution, or another one, can make the deliveries. */
export async function release(
	context: IExecuteFunctions,
	deliveries: Delivery[],
	mayCompete: boolean,
): Promise<void> {
	const entries = deliveries.flatMap((delivery) => claimEntries(delivery, mayCompete));
	await RECORD.remove(context, entries);
}

/**
 * Records deliveries as made, and makes sure that the record stays. Within one process that takes no claim.
 *
 * @returns those that had not been recorded before
 */
export async function recordDelivered<Kind extends Delivery>(
	context: IExecuteFunctions,
	deliveries: Kind[],
	mayCompete: boolean,
): Promise<Kind[]> {
	const asked = deliveries.flatMap((delivery) => [
		...deliveryEntries(delivery),
		...(mayCompete ? [] : claimEntries(delivery, mayCompete)),
	]);
	const isNew = await addNew(context, asked, 'hurried', mayCompete);
	const isMade = (delivery: Kind) => isNew.has(deliveryEntry(delivery));
	const made = deliveries.filter(isMade);
	const others = deliveries.filter((delivery) => !isMade(delivery));
	const wrong = others.flatMap(executionEntries).filter((entry) => isNew.has(entry));
	await RECORD.remove(context, wrong);
	// Nobody waits for that: the sooner the items are handed over, the less gets lost with a process that dies.
	if (mayCompete) void keepRecorded(context, made.flatMap(deliveryEntries));
	return made;
}

/** Those deliveries that nobody has recorded as made. */
export async function notDelivered<Kind extends Delivery>(
	context: IExecuteFunctions,
	deliveries: Kind[],
	mayCompete: boolean,
): Promise<Kind[]> {
	const unrecorded = await findUnrecorded(context, deliveries.map(deliveryEntry), mayCompete);
	return deliveries.filter((delivery) => unrecorded.has(deliveryEntry(delivery)));
}

/**
 * Those deliveries that the execution which is now retried has recorded as made. What it handed over went
 * down with it, or there would be nothing to retry.
 */
export async function madeBefore<Kind extends Delivery>(
	context: IExecuteFunctions,
	deliveries: Kind[],
	mayCompete: boolean,
): Promise<Kind[]> {
	const unrecorded = await findUnrecorded(
		context,
		deliveries.flatMap(executionEntries),
		mayCompete,
	);
	return deliveries.filter((delivery) =>
		executionEntries(delivery).some((entry) => !unrecorded.has(entry)),
	);
}

/** Those entries that are not recorded. */
async function findUnrecorded(
	context: IExecuteFunctions,
	entries: string[],
	mayCompete: boolean,
): Promise<Set<string>> {
	return await RECORD.unrecorded(context, entries, gathering('unhurried', mayCompete));
}

/**
 * Another process may write an older copy over the record: asking again shows that, and mends it. It never
 * throws, because the execution has gone on: what goes wrong is told in n8n's log.
 */
async function keepRecorded(context: IExecuteFunctions, entries: string[]): Promise<void> {
	let missing = entries;
	try {
		for (let checks = 0; checks < MOST_CHECKS && missing.length > 0; checks++) {
			missing = [...(await addNew(context, missing, 'unhurried', true))];
		}
	} catch (caught) {
		context.logger.warn(
			`Ssemble Trigger: could not make sure that a delivery stays recorded: ${asNodeError(context, caught).message}`,
		);
	}
}

function claimEntry({ key }: Delivery, round: number): string {
	return `claimed ${round} ${key}`;
}

function claimEntries(delivery: Delivery, mayCompete: boolean): string[] {
	return roundsOf(mayCompete).map((round) => claimEntry(delivery, round));
}

function roundsOf(mayCompete: boolean): number[] {
	return Array.from({ length: mayCompete ? ROUNDS : 1 }, (_, index) => index + 1);
}

function deliveryEntry({ key }: Delivery): string {
	return `delivered ${key}`;
}

/** Tells that it was this execution, or one of which it is a retry. */
function executionEntries({ key, start }: Delivery): string[] {
	return start === undefined ? [] : [`delivered ${key} ${start}`];
}

function deliveryEntries(delivery: Delivery): string[] {
	return [deliveryEntry(delivery), ...executionEntries(delivery)];
}

/** Records entries, and returns those that are new. */
async function addNew(
	context: IExecuteFunctions,
	entries: string[],
	pace: Pace,
	mayCompete: boolean,
): Promise<Set<string>> {
	return await RECORD.add(context, entries, pace, gathering(pace, mayCompete));
}

function gathering(pace: Pace, mayCompete: boolean): Gathering {
	return (lastMs) => {
		const { least, most } = GATHERING[pace](lastMs);
		return mayCompete ? randomInt(least, most) : 0;
	};
}

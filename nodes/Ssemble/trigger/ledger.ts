import type { IExecuteFunctions } from 'n8n-workflow';
import { randomInt, sleep } from 'n8n-workflow';
import { asNodeError } from '../shared/items';
import { triggerScope } from './event';

/**
 * The trigger's record, in n8n's database, of what it has claimed and delivered. n8n keeps it through
 * restarts and shares it among processes, but reads, changes and writes it as a whole and without a lock.
 * So
 * - a process asks it one thing at a time; what is asked meanwhile goes together as the next thing;
 * - where processes contend, a claim is asked for in several rounds, each at a random moment. Whoever is
 *   told "new" in every round has it. One claimant always comes through; two do only if they met within
 *   the same few milliseconds in round after round.
 */

/** How many deliveries are remembered. */
const MOST_DELIVERIES = 10_000;

/** Rounds of a claim for which processes contend. */
const ROUNDS = 4;

/** Milliseconds, at random between the two, for which contending processes gather what they ask. */
const GATHER_MS = {
	/** Long, for the longer it is, the less often two meet. For looks at what was recorded, too. */
	claims: { least: 500, most: 1_500 },
	/** Short, for a process that dies between the record and the items takes the delivery with it. */
	records: { least: 50, most: 250 },
};

type Purpose = keyof typeof GATHER_MS;

/** How often a record is looked up again, until it is seen to have stayed. */
const MOST_LOOKS = 5;

/** How often the record is asked at most: two who make it for the first time at once get in each other's way. */
const MOST_TRIES = 3;

/** A delivery as one execution makes it. */
export interface Handover {
	key: string;
	/** As in TriggerEvent: tells the execution from others that want to make the same delivery. */
	start?: string;
}

/**
 * Claims deliveries, so that no other execution makes them.
 *
 * @param contended whether another process may claim them at the same time
 * @returns those that nobody had claimed before
 */
export async function claim(
	context: IExecuteFunctions,
	keys: string[],
	contended: boolean,
): Promise<string[]> {
	let won = keys;
	for (const round of claimRounds(contended)) {
		const isNew = await ask(
			context,
			won.map((key) => claimed(key, round)),
			'claims',
			contended,
		);
		won = won.filter((key) => isNew.has(claimed(key, round)));
	}
	return won;
}

/** Gives claims back, so that a retry of this execution, or another one, can make the deliveries. */
export async function release(
	context: IExecuteFunctions,
	handovers: Handover[],
	contended: boolean,
): Promise<void> {
	const entries = handovers.flatMap((one) => [...claims(one, contended), ...records(one)]);
	await remove(context, entries, contended);
}

/**
 * Records deliveries as made, and makes sure that the record stays. Within one process that takes no claim.
 *
 * @returns the keys of those that had not been recorded before
 */
export async function recordDelivered(
	context: IExecuteFunctions,
	handovers: Handover[],
	contended: boolean,
): Promise<string[]> {
	const asked = handovers.flatMap((one) => [
		...records(one),
		...(contended ? [] : claims(one, contended)),
	]);
	const isNew = await ask(context, asked, 'records', contended);
	const made = handovers.filter(({ key }) => isNew.has(delivered(key)));
	const others = handovers.filter(({ key }) => !isNew.has(delivered(key)));
	const wrong = others.flatMap(deliveredBy).filter((entry) => isNew.has(entry));
	await remove(context, wrong, contended);
	// Nobody waits for that: the sooner the items are handed over, the less gets lost with a process that dies.
	if (contended) void keepRecorded(context, made.flatMap(records));
	return made.map(({ key }) => key);
}

/**
 * Looks which deliveries the execution that is now retried has recorded as made. What it handed over went
 * down with it, or there would be nothing to retry.
 *
 * @returns their keys
 */
export async function recordedBefore(
	context: IExecuteFunctions,
	handovers: Handover[],
	contended: boolean,
): Promise<string[]> {
	const isNew = await ask(context, handovers.flatMap(deliveredBy), 'claims', contended);
	// n8n offers no look that does not record what it looks for.
	await remove(context, [...isNew], contended);
	return handovers
		.filter((one) => deliveredBy(one).some((entry) => !isNew.has(entry)))
		.map(({ key }) => key);
}

/**
 * Another process may write an older copy over the record: asking again shows that, and mends it. It never
 * throws, for the execution has gone on: what goes wrong is told in n8n's log.
 */
async function keepRecorded(context: IExecuteFunctions, entries: string[]): Promise<void> {
	let missing = entries;
	try {
		for (let looks = 0; looks < MOST_LOOKS && missing.length > 0; looks++) {
			missing = [...(await ask(context, missing, 'claims', true))];
		}
	} catch (caught) {
		context.logger.warn(
			`Ssemble Trigger: could not make sure that a delivery stays recorded: ${asNodeError(context, caught).message}`,
		);
	}
}

function claimed(key: string, round: number): string {
	return `claimed ${round} ${key}`;
}

function delivered(key: string): string {
	return `delivered ${key}`;
}

/** Tells by which execution, or retry of it. */
function deliveredBy({ key, start }: Handover): string[] {
	return start === undefined ? [] : [`${delivered(key)} ${start}`];
}

function claims({ key }: Handover, contended: boolean): string[] {
	return claimRounds(contended).map((round) => claimed(key, round));
}

function records(handover: Handover): string[] {
	return [delivered(handover.key), ...deliveredBy(handover)];
}

function claimRounds(contended: boolean): number[] {
	return contended ? Array.from({ length: ROUNDS }, (_, index) => index + 1) : [1];
}

/** How many entries there may be for n8n to keep. */
function memoryOptions(contended: boolean) {
	const entriesEach = claimRounds(contended).length + 2;
	return { mode: 'entries' as const, maxEntries: MOST_DELIVERIES * entriesEach };
}

/** Records entries, and returns those that are new. */
async function ask(
	context: IExecuteFunctions,
	entries: string[],
	purpose: Purpose,
	contended: boolean,
): Promise<Set<string>> {
	if (entries.length === 0) return new Set();
	const { least, most } = GATHER_MS[purpose];
	const gatherMs = contended ? randomInt(least, most) : 0;
	return await queueOf(context).ask(purpose, entries, gatherMs, async (gathered) => {
		const options = memoryOptions(contended);
		return (await context.helpers.checkProcessedAndRecord(gathered, 'node', options)).new;
	});
}

async function remove(
	context: IExecuteFunctions,
	entries: string[],
	contended: boolean,
): Promise<void> {
	if (entries.length === 0) return;
	await queueOf(context).inTurn(async () => {
		await context.helpers.removeProcessed(entries, 'node', memoryOptions(contended));
	});
}

type Recorder = (entries: string[]) => Promise<Array<string | number>>;

/** What is asked together. */
interface Batch {
	entries: Set<string>;
	/** Those that were not recorded before. */
	isNew: Promise<Set<string>>;
}

/** What this process wants from one node's record. */
class Queue {
	private tail: Promise<unknown> = Promise.resolve();

	/** Gathers what the next calls to the record will ask. */
	private readonly next = new Map<Purpose, Batch>();

	/** Runs a task after all that was put in before. */
	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const result = this.tail.then(task);
		this.tail = result.catch(() => undefined);
		return await result;
	}

	/** Asks about entries, together with all that is asked until then. Of two who ask about one, the first gets it. */
	async ask(
		purpose: Purpose,
		entries: string[],
		gatherMs: number,
		record: Recorder,
	): Promise<Set<string>> {
		const batch = this.next.get(purpose) ?? this.open(purpose, gatherMs, record);
		const own = entries.filter((entry) => !batch.entries.has(entry));
		for (const entry of own) batch.entries.add(entry);
		const found = await batch.isNew;
		return new Set(own.filter((entry) => found.has(entry)));
	}

	private open(purpose: Purpose, gatherMs: number, record: Recorder): Batch {
		const entries = new Set<string>();
		const gathered = gatherMs > 0 ? sleep(gatherMs) : Promise.resolve();
		const isNew = gathered.then(
			async () =>
				await this.inTurn(async () => {
					this.next.delete(purpose);
					return new Set((await persist(async () => await record([...entries]))).map(String));
				}),
		);
		const batch = { entries, isNew };
		this.next.set(purpose, batch);
		return batch;
	}
}

async function persist<Result>(task: () => Promise<Result>): Promise<Result> {
	for (let tries = 1; tries < MOST_TRIES; tries++) {
		try {
			return await task();
		} catch {
			await sleep(randomInt(100, 500));
		}
	}
	return await task();
}

const queues = new Map<string, Queue>();

function queueOf(context: IExecuteFunctions): Queue {
	const name = triggerScope(context);
	const queue = queues.get(name) ?? new Queue();
	queues.set(name, queue);
	return queue;
}

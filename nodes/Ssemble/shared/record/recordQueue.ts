import { randomInt, sleep } from 'n8n-workflow';

/** How often the record is asked at most: two who make it for the first time at once get in each other's way. */
const MOST_TRIES = 3;

type Recorder = (entries: string[]) => Promise<string[]>;

/** What is asked together. */
interface Batch {
	entries: Set<string>;
	/** Those that were not recorded before. */
	isNew: Promise<Set<string>>;
}

/**
 * What this process wants from a record that is read, changed and written as a whole: one thing at a time,
 * and what is asked meanwhile goes together as the next thing.
 */
export class RecordQueue<Kind> {
	private tail: Promise<unknown> = Promise.resolve();

	/** What is gathered to be asked next, by its kind. */
	private readonly next = new Map<Kind, Batch>();

	/** Runs a task after all that was put in before. */
	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const result = this.tail.then(task);
		this.tail = result.catch(() => undefined);
		return await result;
	}

	/**
	 * Asks about entries, together with all that is asked until then. Of two who ask about one, the first gets it.
	 *
	 * @param kind what goes together
	 * @param gatherMs how long to gather what goes together, in milliseconds
	 * @param record records entries, and returns those that are new
	 * @returns those of the entries that are new
	 */
	async ask(
		kind: Kind,
		entries: string[],
		gatherMs: number,
		record: Recorder,
	): Promise<Set<string>> {
		const batch = this.next.get(kind) ?? this.open(kind, gatherMs, record);
		const own = entries.filter((entry) => !batch.entries.has(entry));
		for (const entry of own) batch.entries.add(entry);
		const found = await batch.isNew;
		return new Set(own.filter((entry) => found.has(entry)));
	}

	private open(kind: Kind, gatherMs: number, record: Recorder): Batch {
		const entries = new Set<string>();
		const gathered = gatherMs > 0 ? sleep(gatherMs) : Promise.resolve();
		const isNew = gathered.then(
			async () =>
				await this.inTurn(async () => {
					this.next.delete(kind);
					return new Set(await persist(async () => await record([...entries])));
				}),
		);
		const batch = { entries, isNew };
		this.next.set(kind, batch);
		return batch;
	}
}

/**
 * Tries a task up to three times.
 *
 * @throws what the last try throws
 */
export async function persist<Result>(task: () => Promise<Result>): Promise<Result> {
	for (let tries = 1; tries < MOST_TRIES; tries++) {
		try {
			return await task();
		} catch {
			await sleep(randomInt(100, 500));
		}
	}
	return await task();
}

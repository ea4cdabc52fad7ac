import { sleep } from 'n8n-workflow';

/** What is asked together, and which of it is new. */
type Task = (entries: string[]) => Promise<Iterable<string>>;

/**
 * For how many milliseconds to gather what goes together. Told how many the record took the last time, as far as
 * this process knows.
 */
export type Gathering = (lastMs?: number) => number;

interface Batch {
	entries: Set<string>;
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

	/** Milliseconds that the last task took. */
	private lastMs: number | undefined;

	/** Runs a task after all that was put in before. */
	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const result = this.tail.then(task);
		this.tail = result.catch(() => undefined);
		return await result;
	}

	/**
	 * Adds entries, together with all that is added until then. Of two who add one, the first gets it.
	 *
	 * @param kind what goes together
	 * @param gathering how long to gather what goes together
	 * @param task adds entries, and returns those that are new
	 * @returns those of the entries that are new
	 */
	async add(kind: Kind, entries: string[], gathering: Gathering, task: Task): Promise<Set<string>> {
		const batch = this.next.get(kind) ?? this.open(kind, gathering(this.lastMs), task);
		const own = entries.filter((entry) => !batch.entries.has(entry));
		for (const entry of own) batch.entries.add(entry);
		const isNew = await batch.isNew;
		return new Set(own.filter((entry) => isNew.has(entry)));
	}

	/**
	 * Looks for entries, together with all that is looked for until then. Parameters as of `add`, but for a task
	 * that leaves the record as it is.
	 */
	async find(
		kind: Kind,
		entries: string[],
		gathering: Gathering,
		task: Task,
	): Promise<Set<string>> {
		const batch = this.next.get(kind) ?? this.open(kind, gathering(this.lastMs), task);
		for (const entry of entries) batch.entries.add(entry);
		const isNew = await batch.isNew;
		return new Set(entries.filter((entry) => isNew.has(entry)));
	}

	private open(kind: Kind, gatherMs: number, task: Task): Batch {
		const entries = new Set<string>();
		const gathered = gatherMs > 0 ? sleep(gatherMs) : Promise.resolve();
		const isNew = gathered.then(
			async () =>
				await this.inTurn(async () => {
					this.next.delete(kind);
					const began = Date.now();
					const isNew = new Set(await task([...entries]));
					this.lastMs = Date.now() - began;
					return isNew;
				}),
		);
		const batch = { entries, isNew };
		this.next.set(kind, batch);
		return batch;
	}
}

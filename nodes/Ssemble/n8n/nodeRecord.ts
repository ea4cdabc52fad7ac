import type { ICheckProcessedOptions, IExecuteFunctions, INode } from 'n8n-workflow';
import { randomInt, sleep } from 'n8n-workflow';
import { RecordQueue, type Gathering } from './recordQueue';

/** How often a change is tried at most: two who make the record at once get in each other's way. */
const MOST_TRIES = 3;

/** How many entries are looked up at once. In a full record, so many of the oldest ones go for it. */
const MOST_LOOKED_UP = 1_000;

/**
 * Entries that n8n's database keeps for each node, through restarts and for all processes. n8n made that for the
 * removal of duplicates: it tells which entries are new, and reads, changes and writes a node's entries as a whole
 * and without a lock. So a process asks one thing at a time, and what is asked meanwhile goes together as the next
 * thing.
 */
export class NodeRecord<Kind> {
	private readonly options: ICheckProcessedOptions;

	private readonly queues = new Map<string, RecordQueue<Kind | 'find'>>();

	/** @param mostEntries how many entries a node has at most; the oldest go first */
	constructor(mostEntries: number) {
		this.options = { mode: 'entries', maxEntries: mostEntries };
	}

	/**
	 * Records entries.
	 *
	 * @param kind what goes together
	 * @param gathering how long to gather what goes together; not at all unless told
	 * @returns those that are new
	 * @throws what n8n throws if its database cannot be written
	 */
	async add(
		context: IExecuteFunctions,
		entries: string[],
		kind: Kind,
		gathering: Gathering = atOnce,
	): Promise<Set<string>> {
		if (entries.length === 0) return new Set();
		return await this.queueOf(context).add(
			kind,
			entries,
			gathering,
			async (gathered) => await this.addNew(context, gathered),
		);
	}

	/** Takes entries out. */
	async remove(context: IExecuteFunctions, entries: string[]): Promise<void> {
		if (entries.length === 0) return;
		await this.queueOf(context).inTurn(async () => await this.takeOut(context, entries));
	}

	/** Those entries that are not recorded. Parameters as of `add`. */
	async unrecorded(
		context: IExecuteFunctions,
		entries: string[],
		gathering: Gathering = atOnce,
	): Promise<Set<string>> {
		if (entries.length === 0) return new Set();
		return await this.queueOf(context).find(
			'find',
			entries,
			gathering,
			async (gathered) => await this.findUnrecorded(context, gathered),
		);
	}

	private async addNew(context: IExecuteFunctions, entries: string[]): Promise<string[]> {
		const { helpers } = context;
		const add = async () => await helpers.checkProcessedAndRecord(entries, 'node', this.options);
		return (await persist(add)).new.map(String);
	}

	private async takeOut(context: IExecuteFunctions, entries: string[]): Promise<void> {
		await persist(async () => await context.helpers.removeProcessed(entries, 'node', this.options));
	}

	/** n8n offers no look that does not record what it looks for, so that it is taken out again. */
	private async findUnrecorded(context: IExecuteFunctions, entries: string[]): Promise<string[]> {
		const found: string[] = [];
		for (let start = 0; start < entries.length; start += MOST_LOOKED_UP) {
			const added = await this.addNew(context, entries.slice(start, start + MOST_LOOKED_UP));
			if (added.length > 0) await this.takeOut(context, added);
			found.push(...added);
		}
		return found;
	}

	private queueOf(context: IExecuteFunctions): RecordQueue<Kind | 'find'> {
		const name = nodeKey(context);
		const queue = this.queues.get(name) ?? new RecordQueue<Kind | 'find'>();
		this.queues.set(name, queue);
		return queue;
	}
}

const atOnce: Gathering = () => 0;

/** Names a node of a workflow. */
export function nodeKey(context: { getNode(): INode; getWorkflow(): { id?: string } }): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
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

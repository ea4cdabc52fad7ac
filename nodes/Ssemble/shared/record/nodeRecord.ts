import type { ICheckProcessedOptions, IExecuteFunctions, INode } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { persist, RecordQueue } from './recordQueue';

/** How many entries are looked up at once: for that moment they take the places of the oldest ones. */
const MOST_LOOKED_UP = 1_000;

/**
 * Entries that n8n's database keeps for each node, through restarts and for all processes. n8n made that for the
 * removal of duplicates: it tells which entries are new, and reads, changes and writes a node's entries as a whole
 * and without a lock. So a process asks one thing at a time, and what is asked meanwhile goes together as the next
 * thing.
 */
export class NodeRecord<Kind> {
	private readonly options: ICheckProcessedOptions;

	private readonly queues = new Map<string, RecordQueue<Kind>>();

	/** @param mostEntries how many entries a node has at most; the oldest go first */
	constructor(mostEntries: number) {
		this.options = { mode: 'entries', maxEntries: mostEntries };
	}

	/**
	 * Records entries.
	 *
	 * @param kind what goes together
	 * @param gatherMs how long to gather what goes together, in milliseconds
	 * @returns those that are new
	 * @throws what n8n throws if its database cannot be written
	 */
	async add(
		context: IExecuteFunctions,
		entries: string[],
		kind: Kind,
		gatherMs = 0,
	): Promise<Set<string>> {
		if (entries.length === 0) return new Set();
		return await this.queueOf(context).ask(kind, entries, gatherMs, async (gathered) => {
			return await this.addNew(context, gathered);
		});
	}

	/** Takes entries out. */
	async remove(context: IExecuteFunctions, entries: string[]): Promise<void> {
		if (entries.length === 0) return;
		await this.queueOf(context).inTurn(async () => {
			await context.helpers.removeProcessed(entries, 'node', this.options);
		});
	}

	/**
	 * Those entries that are not recorded.
	 *
	 * @param delayMs when to look, in milliseconds from now
	 */
	async missing(context: IExecuteFunctions, entries: string[], delayMs = 0): Promise<Set<string>> {
		const missing = new Set<string>();
		if (delayMs > 0) await sleep(delayMs);
		for (let start = 0; start < entries.length; start += MOST_LOOKED_UP) {
			const asked = entries.slice(start, start + MOST_LOOKED_UP);
			// n8n offers no look that does not record what it looks for. Nobody else may see that meanwhile.
			await this.queueOf(context).inTurn(async () => {
				const added = await persist(async () => await this.addNew(context, asked));
				await context.helpers.removeProcessed(added, 'node', this.options);
				for (const entry of added) missing.add(entry);
			});
		}
		return missing;
	}

	private async addNew(context: IExecuteFunctions, entries: string[]): Promise<string[]> {
		const { helpers } = context;
		const { new: added } = await helpers.checkProcessedAndRecord(entries, 'node', this.options);
		return added.map(String);
	}

	private queueOf(context: IExecuteFunctions): RecordQueue<Kind> {
		const name = nodeKey(context);
		const queue = this.queues.get(name) ?? new RecordQueue();
		this.queues.set(name, queue);
		return queue;
	}
}

/** Names a node of a workflow. */
export function nodeKey(context: { getNode(): INode; getWorkflow(): { id?: string } }): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

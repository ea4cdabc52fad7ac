import { RecordQueue } from '../../nodes/Ssemble/n8n/recordQueue';
import { GATHERING, MOST_CHECKS } from '../../nodes/Ssemble/trigger/ledger';
import { median } from '../figures';
import { Dice } from '../soak/dice';
import { inSimulatedTime, now, pass } from './clock';

/** A way for processes to settle whose a delivery is. */
export interface Scheme {
	name: string;
	rounds: number;
	/** Milliseconds between which claims are gathered, for a process for which the record took so many the last time. */
	gather: typeof GATHERING.unhurried;
}

/** Where it has to hold. */
export interface Setting {
	processes: number;
	/** Milliseconds that the database takes to read the record and write it again. */
	database: { least: number; most: number };
	/** Milliseconds between the copies of an event. */
	apart: number;
}

export interface Outcome {
	/** Events that two executions have delivered, and that none has. */
	doubles: number;
	losses: number;
	/** Milliseconds from an event to its delivery, at the median. */
	median: number;
}

const EVENTS_IN_BURST = 60;
const COPIES = 3;

/** Milliseconds in which the posts of a burst come, and which an execution takes to begin and to ask the API. */
const BURST_MS = 2_000;
const UNTIL_CLAIM = { least: 20, most: 200 };

/** n8n's record of a node: read and written as a whole, without a lock. */
class SharedRecord {
	private entries = new Set<string>();

	/** Adds entries to what was read, and writes that over what others may have written meanwhile. */
	async add(asked: string[], takes: number): Promise<string[]> {
		const read = this.entries;
		await pass(takes);
		this.entries = new Set([...read, ...asked]);
		return asked.filter((entry) => !read.has(entry));
	}
}

/** One process of n8n: what it wants from the record waits in the queue that the package has for it. */
class Worker {
	private readonly queue = new RecordQueue<'unhurried' | 'hurried'>();

	constructor(
		private readonly record: SharedRecord,
		private readonly scheme: Scheme,
		private readonly setting: Setting,
		private readonly dice: Dice,
	) {}

	/** Whether this execution delivers the event. */
	async deliver(key: string): Promise<boolean> {
		for (let round = 1; round <= this.scheme.rounds; round += 1) {
			if (!(await this.add('unhurried', `claimed ${round} ${key}`))) return false;
		}
		const isMade = await this.add('hurried', `delivered ${key}`);
		if (isMade) void this.keep(`delivered ${key}`);
		return isMade;
	}

	private async keep(entry: string): Promise<void> {
		for (let check = 0; check < MOST_CHECKS; check += 1) {
			if (!(await this.add('unhurried', entry))) return;
		}
	}

	private async add(pace: 'unhurried' | 'hurried', entry: string): Promise<boolean> {
		const gathering = (lastMs?: number): number => {
			const { least, most } = pace === 'hurried' ? GATHERING.hurried() : this.scheme.gather(lastMs);
			return this.dice.between(least, most);
		};
		const isNew = await this.queue.add(pace, [entry], gathering, async (entries) => {
			const { least, most } = this.setting.database;
			return await this.record.add(entries, this.dice.between(least, most));
		});
		return isNew.has(entry);
	}
}

/** Sends so many events, in bursts, and counts what comes of them. */
export const simulate = async (
	scheme: Scheme,
	setting: Setting,
	events: number,
): Promise<Outcome> => {
	const dice = new Dice(`${scheme.name} ${JSON.stringify(setting)}`);
	const total = { doubles: 0, losses: 0, times: [] as number[] };
	for (let sent = 0; sent < events; sent += EVENTS_IN_BURST) {
		const count = Math.min(EVENTS_IN_BURST, events - sent);
		for (const deliveredAfter of await burst(scheme, setting, count, dice)) {
			if (deliveredAfter.length === 0) total.losses += 1;
			if (deliveredAfter.length > 1) total.doubles += 1;
			total.times.push(Math.min(...deliveredAfter));
		}
	}
	return { doubles: total.doubles, losses: total.losses, median: median(total.times) };
};

/** For each event the milliseconds after which executions have delivered it: one of them, if all is well. */
const burst = async (
	scheme: Scheme,
	setting: Setting,
	count: number,
	dice: Dice,
): Promise<number[][]> =>
	await inSimulatedTime(async () => {
		const record = new SharedRecord();
		const workers = Array.from(
			{ length: setting.processes },
			() => new Worker(record, scheme, setting, dice),
		);
		const send = async (key: number): Promise<number[]> => {
			const postedAt = dice.between(0, BURST_MS);
			const copies = Array.from({ length: COPIES }, async (_, copy) => {
				const after = copy * setting.apart + dice.between(UNTIL_CLAIM.least, UNTIL_CLAIM.most);
				await pass(postedAt + after);
				const isMade = await workers[dice.between(0, workers.length - 1)]?.deliver(String(key));
				return isMade === true ? [now() - postedAt] : [];
			});
			return (await Promise.all(copies)).flat();
		};
		return await Promise.all(Array.from({ length: count }, async (_, key) => await send(key)));
	});

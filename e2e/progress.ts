/** Milliseconds between two lines where lines cannot be rewritten (a CI's log). */
const LINE_EVERY = 15_000;

const elapsed = (since: number): string => {
	const seconds = Math.round((Date.now() - since) / 1000);
	return seconds < 60
		? `${seconds} s`
		: `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
};

/** Shows on standard error which step of a long job is under way, and for how long. */
export class Progress {
	private readonly began = Date.now();

	/** @param steps How many calls of `step` there will be. */
	constructor(
		private readonly steps: number,
		private readonly out: NodeJS.WriteStream = process.stderr,
	) {}

	private done = 0;

	/** Says something that is no step. */
	say(text: string): void {
		this.out.write(`${text}\n`);
	}

	/** Does `work` and shows its name and the elapsed time until it has ended. */
	async step<T>(name: string, work: () => Promise<T>): Promise<T> {
		this.done += 1;
		const label = `  [${this.done}/${this.steps}] ${name}`;
		const since = Date.now();
		const show = (end: string): void => {
			if (this.out.isTTY) this.out.write(`\r\u001b[K${label} … ${elapsed(since)}${end}`);
			else this.out.write(`${label} … ${elapsed(since)}\n`);
		};
		if (!this.out.isTTY) this.out.write(`${label} …\n`);
		const ticker = setInterval(() => show(''), this.out.isTTY ? 1000 : LINE_EVERY);
		try {
			const result = await work();
			show(', done\n');
			return result;
		} catch (error) {
			show(', failed\n');
			throw error;
		} finally {
			clearInterval(ticker);
		}
	}

	/** Says that the whole job is done, and how long it took. */
	finish(text: string): void {
		this.say(`${text} (${elapsed(this.began)})`);
	}
}

/** What a process has printed, line by line. */
export class Log {
	private readonly finished: string[] = [];
	private rest = '';

	/** @param onLine Told every line when it is complete. */
	constructor(private readonly onLine?: (line: string) => void) {}

	/** Adds output as it comes, in pieces that need not end with a line. */
	append(text: string): void {
		const lines = (this.rest + text).split('\n');
		this.rest = lines.pop() ?? '';
		this.finished.push(...lines);
		if (this.onLine !== undefined) for (const line of lines) this.onLine(line);
	}

	get lines(): string[] {
		return this.rest === '' ? [...this.finished] : [...this.finished, this.rest];
	}

	/** Every line that the pattern, or the text, occurs in. */
	matching(pattern: RegExp | string): string[] {
		return this.lines.filter((line) =>
			typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line),
		);
	}

	has(pattern: RegExp | string): boolean {
		return this.matching(pattern).length > 0;
	}

	/** The last lines, as one text. */
	tail(count = 40): string {
		return this.lines.slice(-count).join('\n');
	}
}

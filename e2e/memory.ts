import { setTimeout as delay } from 'node:timers/promises';
import type { N8nProcess } from './n8nProcess';

/** Milliseconds between two looks at n8n's memory. */
const LOOK_EVERY = 20;

/** What came of a task, and how many bytes larger n8n's memory was at its highest than before. */
export interface Watched<T> {
	result: T;
	growth: number;
}

/** Watches the memory of n8n while a task lasts. */
export const watchMemory = async <T>(
	process: N8nProcess,
	task: () => Promise<T>,
): Promise<Watched<T>> => {
	const before = await process.memory();
	let highest = before;
	const isOver = new AbortController();
	const watch = async (): Promise<void> => {
		while (!isOver.signal.aborted) {
			highest = Math.max(highest, await process.memory());
			await delay(LOOK_EVERY);
		}
	};
	const watching = watch();
	try {
		const result = await task();
		return { result, growth: highest - before };
	} finally {
		isOver.abort();
		await watching;
	}
};

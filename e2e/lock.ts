import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { waitFor } from './wait';

/** Milliseconds after its last sign of life when a lock no longer counts. */
const STALE_AFTER = 60_000;

/** Milliseconds between two signs of life. */
const BEAT_EVERY = 5_000;

const isRunning = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

/** Moves a lock aside whose owner is gone: renaming succeeds for one process only. */
const breakIfStale = async (file: string): Promise<void> => {
	const [pid, { mtimeMs }] = await Promise.all([readFile(file, 'utf8').then(Number), stat(file)]);
	// An empty file is a lock whose owner has not yet come to write its id.
	if (Date.now() - mtimeMs < STALE_AFTER && (pid === 0 || isRunning(pid))) return;
	const aside = `${file}.${process.pid}`;
	await rename(file, aside);
	await rm(aside);
};

/**
 * Does `work` while no other process does the same under this lock file; waits for its turn, up to
 * `timeoutMs`. A lock that a killed process left behind is taken over.
 */
export const withLock = async <T>(
	file: string,
	timeoutMs: number,
	work: () => Promise<T>,
): Promise<T> => {
	await waitFor(
		`${file} (another process is at it)`,
		async () => {
			try {
				await writeFile(file, String(process.pid), { flag: 'wx' });
				return true;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
				await breakIfStale(file);
				return false;
			}
		},
		{ timeoutMs, everyMs: 500 },
	);
	const heart = setInterval(() => {
		const now = new Date();
		utimes(file, now, now).catch(() => undefined);
	}, BEAT_EVERY);
	try {
		return await work();
	} finally {
		clearInterval(heart);
		await rm(file, { force: true });
	}
};

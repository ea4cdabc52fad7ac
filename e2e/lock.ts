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

/** Whether a lock lies there whose owner is gone. */
const isStale = async (file: string): Promise<boolean> => {
	try {
		const [pid, { mtimeMs }] = await Promise.all([readFile(file, 'utf8').then(Number), stat(file)]);
		// An empty file is a lock whose owner has not yet come to write its id.
		return Date.now() - mtimeMs > STALE_AFTER || (pid !== 0 && !isRunning(pid));
	} catch {
		return false;
	}
};

/** Removes a lock: by renaming it first, which succeeds for one process only. */
const breakLock = async (file: string): Promise<void> => {
	const aside = `${file}.${process.pid}`;
	await rename(file, aside);
	await rm(aside);
};

/** Whether this process now has the lock; rejects if it cannot be had at all. */
const take = async (file: string): Promise<boolean> => {
	try {
		await writeFile(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
};

/** How to wait for another process. */
export interface LockOptions {
	/** Milliseconds until it is given up. */
	timeoutMs: number;
	/** Called once if there is need to wait. */
	onWait: () => void;
}

/**
 * Waits until no other process has this lock, and takes it. A lock that a killed process left behind is
 * taken over.
 * @returns Gives the lock back.
 */
export const takeLock = async (
	file: string,
	{ timeoutMs, onWait }: LockOptions,
): Promise<() => Promise<void>> => {
	if (!(await take(file))) {
		if (!(await isStale(file))) onWait();
		await waitFor(
			`${file} (another process is at it)`,
			async () => {
				if (await isStale(file)) await breakLock(file);
				return await take(file);
			},
			{ timeoutMs, everyMs: 2_000 },
		);
	}
	const heart = setInterval(() => {
		const now = new Date();
		utimes(file, now, now).catch(() => undefined);
	}, BEAT_EVERY);
	heart.unref();
	return async () => {
		clearInterval(heart);
		await rm(file, { force: true });
	};
};

/** Does `work` while no other process does the same under this lock file; waits for its turn. */
export const withLock = async <T>(
	file: string,
	options: LockOptions,
	work: () => Promise<T>,
): Promise<T> => {
	const giveBack = await takeLock(file, options);
	try {
		return await work();
	} finally {
		await giveBack();
	}
};

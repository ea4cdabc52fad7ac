import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from './lock';
import { cacheFolder } from './setup';

/** Milliseconds that other test runs on this machine may take together. */
const OTHER_RUNS_TIMEOUT = 60 * 60_000;

let giveBack: (() => Promise<void>) | undefined;

/** Waits until no other run of the end-to-end tests is under way on this machine: two would starve each other. */
export const takeTurn = async (): Promise<void> => {
	await mkdir(cacheFolder(), { recursive: true });
	giveBack = await takeLock(join(cacheFolder(), 'test-run.lock'), {
		timeoutMs: OTHER_RUNS_TIMEOUT,
		onWait: () =>
			console.log('Other end-to-end tests run on this machine; these begin when those end.'),
	});
};

/** Lets the next run begin. */
export const endTurn = async (): Promise<void> => {
	await giveBack?.();
};

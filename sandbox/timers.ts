/** Every timer of one sandbox, so that closing it leaves nothing behind that keeps Node alive. */
export class Timers {
	private readonly pending = new Map<NodeJS.Timeout, () => void>();
	isStopped = false;

	/** Runs `task` after `ms` milliseconds, unless cancelled or the sandbox closes first. */
	after(ms: number, task: () => void): () => void {
		return this.schedule(ms, task, () => undefined);
	}

	/** Resolves after `ms` milliseconds, or at once when the sandbox closes. */
	sleep(ms: number): Promise<void> {
		if (ms <= 0) return Promise.resolve();
		return new Promise((resolve) => this.schedule(ms, resolve, resolve));
	}

	stop() {
		this.isStopped = true;
		for (const [timer, onStop] of this.pending) {
			clearTimeout(timer);
			onStop();
		}
		this.pending.clear();
	}

	private schedule(ms: number, task: () => void, onStop: () => void): () => void {
		if (this.isStopped) {
			onStop();
			return () => undefined;
		}
		const timer = setTimeout(() => {
			this.pending.delete(timer);
			task();
		}, ms);
		this.pending.set(timer, onStop);
		return () => {
			clearTimeout(timer);
			this.pending.delete(timer);
		};
	}
}

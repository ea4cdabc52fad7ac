/**
 * Runs a task for each value, up to `limit` at once, and returns the results in the order of the values.
 * When a task rejects, no further one is started; those under way are awaited, then the first error is thrown.
 */
export async function inParallel<Value, Result>(
	values: Value[],
	limit: number,
	task: (value: Value, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const entries = values.entries();
	let stopped = false;

	const worker = async () => {
		for (const [index, value] of entries) {
			if (stopped) return;
			try {
				results[index] = await task(value, index);
			} finally {
				// Reached without a result only when the task rejected.
				stopped ||= !(index in results);
			}
		}
	};
	const workers = await Promise.allSettled(
		Array.from({ length: Math.min(limit, values.length) }, worker),
	);
	const rejected = workers.find((outcome) => outcome.status === 'rejected');
	if (rejected) await Promise.reject(rejected.reason as Error);
	return results;
}

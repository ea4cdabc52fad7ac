/**
 * Loaded into a long-running child before its own code (node --require): ends it when the process
 * that started it is gone. What is killed has no chance to stop its children, which would run on unseen.
 */
const parent = process.ppid;

setInterval(() => {
	if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1000).unref();

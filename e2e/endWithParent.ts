/**
 * Loaded into n8n before its own code (node --require): ends it when the process that started it is
 * gone. A test run that is killed has no chance to stop its n8n, which would then run on unseen.
 */
const parent = process.ppid;

setInterval(() => {
	if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1000).unref();

/**
 * The versions of n8n that this package is tested with, from the oldest on: the last n8n 1, the first n8n 2
 * that works, and the one in e2e/package-lock.json. The workflow versions.yml reads them too.
 */
export const VERSIONS = ['1.123.81', '2.0.0', '2.41.1'];

/** The end-to-end tests that must hold in each: what depends on how n8n publishes, sleeps and starts again. */
export const TESTS = [
	'smoke',
	'trigger',
	'triggerOnce',
	'triggerAccount',
	'triggerPublished',
	'createAndWait',
	'createAndWaitRetry',
	'crashedRetry',
];

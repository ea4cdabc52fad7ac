const { projects } = require('../../jest.config.js');

const e2e = projects.find(({ displayName }) => displayName === 'e2e');

/** Apart from the other tests, since it installs Redis and PostgreSQL. */
/** @type {import('jest').Config} */
module.exports = {
	...e2e,
	rootDir: '../..',
	displayName: 'queue',
	testMatch: ['<rootDir>/e2e/queue/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
};

const { projects } = require('../../jest.config.js');

const e2e = projects.find(({ displayName }) => displayName === 'e2e');

/** Apart from the other tests, since each file starts an n8n with settings of its own and waits for its poll times. */
/** @type {import('jest').Config} */
module.exports = {
	...e2e,
	rootDir: '../..',
	displayName: 'setups',
	testMatch: ['<rootDir>/e2e/setups/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
};

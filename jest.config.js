// media-captions comes as ECMAScript modules only, which jest cannot load as they are.
const swc = {
	'^.+\\.ts$|/media-captions/.+\\.js$': [
		'@swc/jest',
		{ jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' } },
	],
};

const project = (displayName, folder, more = {}) => ({
	displayName,
	testMatch: [`<rootDir>/${folder}/**/*.test.ts`],
	testPathIgnorePatterns: ['/node_modules/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json'],
	transform: swc,
	transformIgnorePatterns: ['/node_modules/(?!media-captions/)'],
	...more,
});

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		project('unit', 'test/unit'),
		project('sandbox', 'test/sandbox'),
		project('registry', 'test/registry'),
		project('engine', 'test/engine'),
		project('e2e', 'e2e', {
			testPathIgnorePatterns: ['/node_modules/', '<rootDir>/e2e/queue/', '<rootDir>/e2e/setups/'],
			globalSetup: '<rootDir>/e2e/jestSetup.ts',
			globalTeardown: '<rootDir>/e2e/jestTeardown.ts',
			setupFilesAfterEnv: ['<rootDir>/e2e/jestTimeouts.ts'],
		}),
	],
	maxWorkers: 3,
	// For a machine that is busy with other things; nothing here takes that long by itself.
	testTimeout: 60_000,
	reporters: ['default', '<rootDir>/test/closingLine.js'],
};

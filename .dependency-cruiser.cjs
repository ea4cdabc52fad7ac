/** The rooms of nodes/Ssemble, from the ground floor up: each may use those before it, and none behind it. */
const ROOMS = [
	'n8n',
	'api',
	'results',
	'submit',
	'wait',
	'trigger',
	'resources',
	'listSearch',
	'version1',
];

const pathOf = (room) => `^nodes/Ssemble/${room}(/|\\.ts$)`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{ name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'nodes-stand-alone',
			comment: 'What n8n loads uses nothing of the tests and tools.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '^(sandbox|test|e2e|bench)/' },
		},
		{
			name: 'operations-apart',
			comment: 'What two operations share has a room of its own.',
			severity: 'error',
			from: { path: '^nodes/Ssemble/resources/(\\w+)/(?!index\\.ts$)' },
			to: {
				path: '^nodes/Ssemble/resources/\\w+/(?!index\\.ts$)',
				pathNot: '^nodes/Ssemble/resources/fields/',
			},
		},
		...ROOMS.slice(0, -1).map((room, index) => ({
			name: `${room}-uses-rooms-before-it`,
			severity: 'error',
			from: { path: pathOf(room) },
			to: { path: ROOMS.slice(index + 1).map(pathOf) },
		})),
		{
			name: 'nodes-on-top',
			severity: 'error',
			from: { path: '^nodes/Ssemble/\\w+(/|\\.ts$)' },
			to: { path: '^nodes/Ssemble/\\w+\\.node\\.ts$' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '(^|/)(node_modules|dist)/' },
		tsConfig: { fileName: 'tsconfig.check.json' },
		tsPreCompilationDeps: true,
	},
};

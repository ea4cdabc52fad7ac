import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAndUnpack, PATIENCE, PROJECT, scan, type UnpackedPackage } from './support';

/** What the registry looks at in the repository that a package was published from. */
const SOURCES = ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'];

/** What it looks at in the published package. */
const PUBLISHED = ['**/*.js', 'package.json'];

describe("n8n's scanner of community packages", () => {
	let unpacked: UnpackedPackage;

	beforeAll(async () => {
		unpacked = await packAndUnpack();
	}, PATIENCE);

	afterAll(async () => await unpacked.remove());

	it(
		'finds nothing in the sources, not even a warning',
		async () => {
			const { findings, passed, files } = await scan(PROJECT, SOURCES);

			expect(findings).toEqual([]);
			expect(passed).toBe(true);
			expect(files).toBeGreaterThan(20);
		},
		PATIENCE,
	);

	it(
		'finds nothing in what is published, not even a warning',
		async () => {
			const { findings, passed, files } = await scan(unpacked.folder, PUBLISHED);

			expect(findings).toEqual([]);
			expect(passed).toBe(true);
			expect(files).toBeGreaterThan(20);
		},
		PATIENCE,
	);

	it(
		'would find what may not be there, also where a comment excuses it',
		async () => {
			const folder = await mkdtemp(join(tmpdir(), 'ssemble-scan-'));
			try {
				await mkdir(join(folder, 'nodes'));
				await writeFile(
					join(folder, 'nodes', 'read.ts'),
					'/* eslint-disable */\nexport const home = process.env.HOME;\n',
				);
				const { findings, passed } = await scan(folder, SOURCES);

				expect(passed).toBe(false);
				expect(findings.join()).toContain("'process' is not allowed");
			} finally {
				await rm(folder, { recursive: true });
			}
		},
		PATIENCE,
	);
});

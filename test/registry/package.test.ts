import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';
import { SsembleApi } from '../../credentials/SsembleApi.credentials';
import { Ssemble } from '../../nodes/Ssemble/Ssemble.node';
import { SsembleTrigger } from '../../nodes/Ssemble/SsembleTrigger.node';
import { packAndUnpack, PATIENCE, type UnpackedPackage } from './support';

interface PackageJson {
	name: string;
	homepage: string;
	scripts: Record<string, string>;
	peerDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

interface Codex {
	node: string;
	nodeVersion: string;
	codexVersion: string;
	categories: string[];
	alias: string[];
	resources: Record<string, Array<{ url: string }>>;
}

/** The categories that n8n's documentation of codex files lists. */
const CATEGORIES = [
	'Data & Storage',
	'Finance & Accounting',
	'Marketing & Content',
	'Productivity',
	'Miscellaneous',
	'Sales',
	'Development',
	'Analytics',
	'Communication',
	'Utility',
];

/** What npm runs on the machine of somebody who installs a package. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

const iconsOf = ({ icon }: INodeTypeDescription | ICredentialType): string[] =>
	typeof icon === 'object' ? [icon.light, icon.dark].map((file) => file.slice('file:'.length)) : [];

describe('the package', () => {
	let unpacked: UnpackedPackage;
	let about: PackageJson;

	const readJson = async <T>(path: string): Promise<T> =>
		JSON.parse(await readFile(join(unpacked.folder, path), 'utf8')) as T;

	beforeAll(async () => {
		unpacked = await packAndUnpack();
		about = await readJson('package.json');
	}, PATIENCE);

	afterAll(async () => await unpacked.remove());

	it('holds what n8n loads, what people read, and nothing else', () => {
		const files = [...unpacked.files.keys()];
		const others = files.filter((file) => !file.startsWith('dist/'));
		expect(others.sort()).toEqual(['LICENSE', 'README.md', 'index.js', 'package.json']);

		const dist = files.filter((file) => file.startsWith('dist/'));
		const strangers = dist.filter(
			(file) => !/^dist\/(nodes|credentials)\/[\w./]+\.(js|svg|node\.json)$/.test(file),
		);
		expect(strangers).toEqual([]);
	});

	it('is small', () => {
		const bytes = [...unpacked.files.values()].reduce((sum, size) => sum + size, 0);
		expect(bytes).toBeLessThan(300_000);
	});

	it('brings no other package along and runs nothing when it is installed', () => {
		expect(Object.keys(about)).not.toEqual(
			expect.arrayContaining([
				expect.stringMatching(/^(d|optionalD|bundleD|bundledD)ependencies$/),
			]),
		);
		expect(about.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(Object.keys(about.scripts).filter((name) => INSTALL_SCRIPTS.includes(name))).toEqual([]);
	});

	it('has each file that it tells n8n to load', () => {
		const { nodes, credentials } = about.n8n;
		expect([...nodes, ...credentials]).toHaveLength(3);
		expect([...unpacked.files.keys()]).toEqual(expect.arrayContaining([...nodes, ...credentials]));
	});

	it('has the icons of its nodes and its credential, one for each theme', () => {
		const owners = [
			{ file: 'dist/nodes/Ssemble/Ssemble.node.js', icons: iconsOf(new Ssemble().description) },
			{
				file: 'dist/nodes/Ssemble/SsembleTrigger.node.js',
				icons: iconsOf(new SsembleTrigger().description),
			},
			{
				file: 'dist/credentials/SsembleApi.credentials.js',
				icons: iconsOf(new SsembleApi()),
			},
		];
		for (const { file, icons } of owners) {
			expect(new Set(icons).size).toBe(2);
			for (const icon of icons) {
				expect([...unpacked.files.keys()]).toContain(posix.join(posix.dirname(file), icon));
			}
		}
	});

	it.each([
		['Ssemble', new Ssemble().description],
		['SsembleTrigger', new SsembleTrigger().description],
	])('tells n8n where the node %s belongs and how it is found', async (file, description) => {
		const codex = await readJson<Codex>(`dist/nodes/Ssemble/${file}.node.json`);

		expect(codex.node).toBe(`${about.name}.${description.name}`);
		const latest = description.defaultVersion ?? Number(description.version);
		expect(Number(codex.nodeVersion)).toBe(latest);
		expect(codex.codexVersion).toBe('1.0');
		expect(codex.categories.filter((category) => !CATEGORIES.includes(category))).toEqual([]);
		expect(codex.alias).toEqual(
			expect.arrayContaining(['shorts', 'clips', 'reels', 'TikTok', 'video', 'highlights']),
		);
		expect(new Set(codex.alias.map((alias) => alias.toLowerCase())).size).toBe(codex.alias.length);

		const { primaryDocumentation = [], credentialDocumentation = [] } = codex.resources;
		const links = [...primaryDocumentation, ...credentialDocumentation];
		expect(links).toHaveLength(2);
		for (const { url } of links) expect(url).toMatch(/^https:\/\/github\.com\/ssembleinc\//);
	});
});

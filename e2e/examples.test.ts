import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { PROJECT } from './communityPackage';
import { exampleWorkflow, importedExample } from './example';
import { errorOf, itemsOf } from './executionData';
import { CAN_MAKE_TABLES } from './n8nVersion';
import { parameterProblems } from './parameterProblems';
import { startWorld, type World } from './support';

/** Where somebody who has just imported an example starts it, and how many items then come to which ends of it. */
const SAMPLE_RUNS: Record<string, { trigger: string; ends: Record<string, number> }> = {
	'ai-agent.json': { trigger: 'A message comes in', ends: { Agent: 1 } },
	'demo.json': { trigger: 'Start by hand', ends: { 'Create shorts': 1 } },
	'form-to-approved-posts.json': {
		trigger: 'A video is entered',
		ends: { 'Note the answer': 1, 'Approved only': 3, 'Post one a day': 3 },
	},
	'google-drive-to-clips-and-subtitles.json': {
		trigger: 'New file in the folder',
		ends: { 'Make a row': 3, 'Add it to the sheet': 3, 'Put the subtitles into the folder': 3 },
	},
	'log-all-shorts.json': {
		trigger: 'Any shorts of the account',
		ends: { 'Make the table if there is none': 1, 'Write into the table': 4 },
	},
	'youtube-channel-to-best-shorts.json': {
		trigger: 'New video in the channel',
		ends: { 'Best three of each video': 3, 'Upload to YouTube': 3 },
	},
};

/** Examples with nothing to fill in but the package's own credential. */
const COMPLETE = ['demo.json', 'log-all-shorts.json'];

const FOLDER = join(PROJECT, 'examples');
const ADDRESS = 'https://raw.githubusercontent.com/ssembleinc/n8n-nodes-ssemble/main/examples/';

const EXAMPLES = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.filter((file) => CAN_MAKE_TABLES || file !== 'log-all-shorts.json');

describe('each example', () => {
	let world: World;
	let types: INodeTypeDescription[];

	beforeAll(async () => {
		world = await startWorld({ withEditor: true });
		types = await world.n8n.nodeTypes();
	});

	afterAll(async () => await world.stop());

	it('is told about, with the address to import it from', async () => {
		const readme = await readFile(join(FOLDER, 'README.md'), 'utf8');
		const addresses = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
		expect(addresses.filter((file) => !readme.includes(`${ADDRESS}${file}`))).toEqual([]);
		expect(Object.keys(SAMPLE_RUNS).sort()).toEqual(addresses.sort());
	});

	it('would be found out with a parameter, a choice, an option or a version that n8n has not', async () => {
		const { nodes } = await importedExample('youtube-channel-to-best-shorts.json');
		const upload = nodes.find(({ name }) => name === 'Upload to YouTube');
		if (upload === undefined) throw new Error('There is no upload');
		const changed = (parameters: object, typeVersion = 1) =>
			parameterProblems(
				{ ...upload, typeVersion, parameters: { ...upload.parameters, ...parameters } },
				types,
			);
		expect(changed({})).toEqual([]);
		expect(changed({ caption: 'x' })).toEqual(['Upload to YouTube: caption is unknown']);
		expect(changed({ operation: 'post' })).toContain(
			'Upload to YouTube: operation has no choice post',
		);
		expect(changed({ options: { privacy: 'public' } })).toEqual([
			'Upload to YouTube: options.privacy is unknown',
		]);
		expect(changed({ options: { privacyStatus: 'open' } })).toEqual([
			'Upload to YouTube: options.privacyStatus has no choice open',
		]);
		expect(changed({ title: '' })).toEqual(['Upload to YouTube: Parameter "Title" is required.']);
		expect(changed({}, 9)).toEqual(['Upload to YouTube: n8n-nodes-base.youTube 9 is unknown']);
	});

	describe.each(EXAMPLES)('%s', (file) => {
		it('uses what n8n has, as n8n knows it', async () => {
			const { nodes } = await importedExample(file);
			expect(nodes.flatMap((node) => parameterProblems(node, types))).toEqual([]);
		});

		it('explains itself, and holds neither a credential nor a key', async () => {
			const { name, nodes, ...rest } = await importedExample(file);
			expect(name).toMatch(/^Ssemble/);
			expect(nodes.some(({ type }) => type.endsWith('.stickyNote'))).toBe(true);
			expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
			expect(JSON.stringify({ nodes, rest })).not.toMatch(/sk_ssemble_|X-API-Key|token=/i);
		});

		it('runs on its sample data as soon as it is imported', async () => {
			world.sandbox.clearLogs();
			const { id } = await world.n8n.createWorkflow(await importedExample(file));
			const { trigger, ends } = SAMPLE_RUNS[file] ?? { trigger: '', ends: {} };

			const execution = await world.n8n.runToEnd(id, { trigger });

			expect(errorOf(execution)).toBeUndefined();
			expect(execution.status).toBe('success');
			const items = Object.keys(ends).map((end) => [end, itemsOf(execution, end).length]);
			expect(Object.fromEntries(items)).toEqual(ends);
			expect(world.sandbox.calls).toEqual([]);
		});

		if (COMPLETE.includes(file)) {
			it('can be activated', async () => {
				const credential = await world.credential();
				const definition = await exampleWorkflow(file, credential);
				const { id } = await world.n8n.createWorkflow(definition);
				await world.n8n.activate(id);
				await world.n8n.deleteWorkflow(id);
			});
		}
	});
});

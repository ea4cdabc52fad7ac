import { manualTrigger, ssemble, ssembleTrigger, workflow } from '../workflows';
import type { Editor } from './editor';
import { useTestBrowser } from './testBrowser';

const VIDEO = [
	'Each request covers up to 20 minutes of a video, costs 1 credit and takes 5 to 30 minutes.',
	'Video Source',
	'YouTube URL',
	'Part of the Video',
	'Start',
	'End',
	'Spoken Language',
	'Preferred Length',
];
const OUTPUT = ['Clip Options', 'Output As', 'Simplify'];

/** What the form of each operation shows below Resource and Operation. */
const FORMS: Array<[resource: string, operation: string, labels: string[]]> = [
	['short', 'create', [...VIDEO, 'When Finished, Notify', 'Additional Options']],
	['short', 'createAndWait', [...VIDEO, ...OUTPUT, 'Additional Options', 'Wait Options']],
	['short', 'getResults', ['Request ID', 'When Not Finished Yet', ...OUTPUT]],
	['short', 'download', ['Video URL', 'Put Output File in Field', 'File Name']],
	['short', 'getTranscript', ['Request ID', 'Transcript Of', 'Format', 'Put Transcript in File']],
	['request', 'getStatus', ['Request ID']],
	['request', 'getAll', ['Return All', 'Limit', 'Filters', 'Sort']],
	['request', 'delete', ['Request ID']],
	['asset', 'list', ['Asset Type', 'Return All', 'Limit']],
];

/** What is used most comes first. */
const ACTIONS = [
	'Create shorts and wait for completion',
	'Create shorts from long video',
	'Get clips of finished request',
	'Download video of clip',
	'Get transcript of clips',
	'Get status of request',
	'Get many requests',
	'Delete request',
	'Get many assets',
];

describe('in the editor, a user sees', () => {
	const t = useTestBrowser();
	let forms: Editor;

	// One tab for all forms: opening the editor takes far longer than opening a node in it.
	beforeAll(async () => {
		const credential = await t.world.credential();
		const nodes = FORMS.map(([resource, operation]) =>
			ssemble({ resource, operation }, { name: operation, credential }),
		);
		const { id } = await t.world.n8n.createWorkflow(
			workflow('Forms', [manualTrigger(), ...nodes], [ssembleTrigger({}, { credential })]),
		);
		forms = await t.browser.openWorkflow(id);
	});

	afterAll(async () => await forms.close());

	/** The labels of the form that a node has when it is new but for its resource and operation. */
	const labelsOf = async (name: string): Promise<string[]> => {
		await forms.openNode(name);
		const labels = await forms.formLabels();
		await forms.closeNode();
		return labels;
	};

	it.each(FORMS)('the form of %s: %s in its order', async (_resource, operation, labels) => {
		const common = ['Credential', 'Resource', 'Operation'];
		expect(await labelsOf(operation)).toEqual([...common, ...labels]);
	});

	it('the form of the trigger in its order', async () => {
		const common = ['Credential', 'Trigger On', 'Listen To'];
		expect(await labelsOf('Ssemble Trigger')).toEqual([...common, ...OUTPUT]);
	});

	it('the actions in the order of their use', async () => {
		t.editor = await t.browser.newWorkflow();
		await t.editor.page.getByText('Add first step…').click();
		const found = await t.editor.findInCreator('ssemble');
		await found.getByText('Ssemble', { exact: true }).click();
		await t.editor.page.getByText(/^Actions /).click();
		await found.getByText(ACTIONS[0] ?? '').waitFor();
		expect(await found.allInnerTexts()).toEqual([
			'On shorts completed',
			'On shorts failed',
			...ACTIONS,
		]);
	});

	it('one entry for both nodes on the first screen of a search', async () => {
		t.editor = await t.browser.newWorkflow();
		const { page } = t.editor;
		await page.getByText('Add first step…').click();
		for (const words of ['shorts', 'clips', 'reels', 'TikTok', 'youtube']) {
			const found = await t.editor.findInCreator(words);
			const entry = found.getByText('Ssemble', { exact: true });
			await entry.waitFor();
			const { y } = (await entry.boundingBox()) ?? { y: Infinity };
			expect(y).toBeLessThan(page.viewportSize()?.height ?? 0);
			expect(await entry.count()).toBe(1);
			await t.editor.findInCreator('');
			await entry.waitFor({ state: 'hidden' });
		}
	});
});

import { manualTrigger, ssemble, ssembleTrigger, workflow } from '../workflows';
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

	/** The labels of the form that a node has when it is new but for its resource and operation. */
	const labelsOf = async (node: ReturnType<typeof ssemble>): Promise<string[]> => {
		const { id } = await t.world.n8n.createWorkflow(workflow('Form', [manualTrigger(), node]));
		t.editor = await t.browser.openWorkflow(id);
		await t.editor.openNode(node.name);
		return await t.editor.formLabels();
	};

	it.each(FORMS)('the form of %s: %s in its order', async (resource, operation, labels) => {
		const options = { credential: await t.world.credential() };
		expect(await labelsOf(ssemble({ resource, operation }, options))).toEqual([
			'Credential',
			'Resource',
			'Operation',
			...labels,
		]);
	});

	it('the form of the trigger in its order', async () => {
		const options = { credential: await t.world.credential() };
		expect(await labelsOf(ssembleTrigger({}, options))).toEqual([
			'Credential',
			'Trigger On',
			'Listen To',
			...OUTPUT,
		]);
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

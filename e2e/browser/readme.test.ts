import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../communityPackage';
import { startWorld, type World } from '../support';
import { OwnersBrowser } from './editor';

const SECTION = 'Your first workflow in five minutes';
const STEPS = 6;

/** The texts in bold type of each numbered step: what a reader looks for in the editor. */
const boldBySteps = async (): Promise<string[][]> => {
	const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');
	const section = readme.split(`## ${SECTION}\n`)[1]?.split('\n## ')[0] ?? '';
	const steps = section.split(/^\d+\. /m).slice(1);
	return steps.map((step) => [...step.matchAll(/\*\*([^*]+)\*\*/g)].map(([, bold]) => bold ?? ''));
};

describe("the README's first workflow", () => {
	let world: World;
	let browser: OwnersBrowser;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 3_000 } });
		await world.credential();
		browser = await OwnersBrowser.open(world.n8n.url);
	});

	afterAll(async () => {
		await browser.close();
		await world.stop();
	});

	it('comes about by following its steps', async () => {
		const bold = await boldBySteps();
		expect(bold).toHaveLength(STEPS);
		/** A text of a step, which must be in bold type there: the test does what is written. */
		const written = (step: number, text: string): string => {
			expect(bold[step - 1]).toContain(text);
			return text;
		};

		const editor = await browser.newWorkflow();
		const { page } = editor;
		await page.getByText(written(1, 'Add first step…')).click();
		const manual = await editor.findInCreator('manual');
		await manual.getByText(written(1, 'Trigger manually')).click();

		written(2, '+');
		await editor.plusBehind('When clicking ‘Execute workflow’').click();
		const found = await editor.findInCreator('shorts');
		await found.getByText(written(2, 'Ssemble'), { exact: true }).click();
		await page.getByText(written(2, 'Create shorts and wait for completion')).click();
		await editor.panel.waitFor();

		await editor.panel.getByText(written(3, 'Credential'), { exact: true }).waitFor();
		await editor.chooseCredential('Sandbox');

		for (const label of ['YouTube URL', 'Start', 'End']) {
			await editor.panel.getByText(written(4, label), { exact: true }).last().waitFor();
		}
		await editor.fill('url', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ');
		await editor.fill('start', '1:00');
		await editor.fill('end', '11:00');

		await editor.closeNode();
		written(5, 'Execute workflow');
		await editor.executeWorkflow();

		await editor.openNode('Create shorts and wait for completion');
		const rows = await editor.outputRows();
		expect(rows).toHaveLength(world.sandbox.settings.clipsPerRequest);
		for (const field of ['title', 'description', 'viral_score', 'video_url']) {
			for (const row of rows) expect(row[field]).toBeTruthy();
		}
		expect(world.sandbox.requests.at(-1)?.body).toMatchObject({ start: 60, end: 660 });
	});
});

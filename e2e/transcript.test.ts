import { errorOf, itemsOf, jsonOf } from './executionData';
import { startWorld, type World } from './support';
import { manualTrigger, ssemble, workflow } from './workflows';
import { readSubtitles } from '../test/readSubtitles';

describe('Transcripts in a real n8n', () => {
	let world: World;

	beforeAll(async () => {
		world = await startWorld({ sandbox: { processingMs: 'manual' } });
	});

	afterAll(async () => await world.stop());

	it.each(['en', 'ja'])('come as an SRT file for each clip of a request (%s)', async (language) => {
		const [request] = world.sandbox.seedRequests(1, { clips: 8, body: () => ({ language }) });
		world.sandbox.clearLogs();
		const credential = await world.credential();
		const ofShort = { resource: 'short', requestId: '={{ $json.requestId }}' };
		const definition = workflow('Subtitles', [
			manualTrigger(),
			ssemble({ ...ofShort, operation: 'getResults' }, { name: 'Results', credential }),
			ssemble(
				{ ...ofShort, operation: 'getTranscript', format: 'srt', asFile: true },
				{ name: 'Transcripts', credential },
			),
		]);
		const { id } = await world.n8n.createWorkflow({
			...definition,
			pinData: { Start: [{ json: { requestId: request?.id } }] },
		});
		const execution = await world.n8n.runToEnd(id, { trigger: 'Start' });

		expect(errorOf(execution)).toBeUndefined();
		const clips = jsonOf(execution, 'Results');
		const files = itemsOf(execution, 'Transcripts');
		expect(clips).toHaveLength(8);
		expect(files.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			clips.map((clip, item) => [clip.id, { item }]),
		);
		expect(files.map(({ binary }) => binary?.data?.fileName)).toEqual(
			clips.map(({ title }) => `${title as string}.srt`),
		);
		for (const [clip, file] of files.entries()) {
			const cues = await readSubtitles((await world.n8n.binary(file)).toString('utf8'), 'srt');
			expect(cues[0]?.start).toBe(0);
			expect(cues.at(-1)?.end).toBeCloseTo(clips[clip]?.duration as number, 3);
			expect(cues.map(({ text }) => text).join('')).toMatch(
				language === 'ja' ? /\p{Script=Hiragana}/u : /[a-z]\./,
			);
		}
		// One for the clips, one for all of their transcripts.
		expect(world.sandbox.calls).toHaveLength(2);
	});
});

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { SandboxRequest } from '../../sandbox';
import { readSubtitles } from '../readSubtitles';
import { contentOf, runAsTool, runSsemble, type SsembleOptions } from './support/engine';
import { getTranscript } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

interface Said {
	index: number;
	sentence: string;
	start: number;
	end: number;
}

const run = async (
	requests: SandboxRequest[],
	parameters: INodeParameters = {},
	options: SsembleOptions = {},
) => {
	const items = requests.map(({ id }) => ({ requestId: id }));
	return await runSsemble(getTranscript(parameters), s.host, { items, ...options });
};

/** What the API itself says about a request, and which of its sentences are in each clip. */
const apiOf = async (request: SandboxRequest) => {
	const api = await s.read(request);
	const sentences = api.sentences as unknown as Said[];
	const ofClip = api.shorts.map(({ sentenceIndexes }) =>
		sentences.filter(({ index }) => (sentenceIndexes as number[]).includes(index)),
	);
	return { title: api.title, shorts: api.shorts, sentences, ofClip };
};
const textOf = (sentences: Said[] | undefined) =>
	sentences?.map(({ sentence }) => sentence).join(' ');

/** Lets the API give something else for the sentences of every request. */
const giveSentences = (sentences: unknown, more: IDataObject = {}) =>
	s.sandbox.addFault({
		path: '/shorts/:id',
		effect: {
			kind: 'change',
			change: (body) => ({ data: { ...(body as { data: object }).data, sentences, ...more } }),
		},
	});

describe('Get Transcript', () => {
	it('gives the words of each clip as an item of its own', async () => {
		const request = s.seed({ clips: 2 });
		const api = await apiOf(request);
		const result = await run([request]);

		expect(result.error).toBeUndefined();
		expect(result.items('Ssemble')).toEqual(
			api.shorts.map(({ id, title }, clip) => ({
				json: { id, title, requestId: request.id, transcript: textOf(api.ofClip[clip]) },
				pairedItem: { item: 0 },
			})),
		);
		expect(result.hints('Ssemble')).toEqual([]);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('gives the words of the whole range as one item a request', async () => {
		const request = s.seed({ clips: 2 });
		const api = await apiOf(request);
		const result = await run([request], { transcriptOf: 'video' });

		expect(result.items('Ssemble')).toEqual([
			{
				json: { requestId: request.id, title: api.title, transcript: textOf(api.sentences) },
				pairedItem: { item: 0 },
			},
		]);
	});

	it('gives a clip’s segments with times from its beginning, and those of the range as in the video', async () => {
		const request = s.seed({ clips: 2, body: () => ({ start: 60, end: 200 }) });
		const { ofClip, shorts, sentences } = await apiOf(request);
		const ofClips = await run([request], { format: 'segments' });
		const ofVideo = await run([request], { format: 'segments', transcriptOf: 'video' });

		expect(ofClips.json('Ssemble').map(({ transcript }) => transcript)).toEqual(
			ofClip.map((said, clip) =>
				said.map(({ start, end, sentence }) => ({
					start: expect.closeTo(start - (shorts[clip]?.startTimestamp as number), 3) as number,
					end: expect.closeTo(end - (shorts[clip]?.startTimestamp as number), 3) as number,
					text: sentence,
				})),
			),
		);
		expect(ofVideo.json('Ssemble')[0]?.transcript).toEqual(
			sentences.map(({ start, end, sentence }) => ({ start, end, text: sentence })),
		);
	});

	it.each(['en', 'ar', 'ja'])(
		'gives subtitles that players read, for a video in %s',
		async (language) => {
			const request = s.seed({ body: () => ({ language, start: 60, end: 200 }) });
			const { ofClip, shorts } = await apiOf(request);
			for (const format of ['srt', 'vtt'] as const) {
				const result = await run([request], { format });
				for (const [clip, { transcript }] of result.json('Ssemble').entries()) {
					const cues = await readSubtitles(transcript as string, format);
					const shown = cues.map(({ text }) => text).join('');

					expect(shown.replace(/\s/g, '')).toBe(textOf(ofClip[clip])?.replace(/\s/g, ''));
					expect(cues[0]?.start).toBe(0);
					expect(cues.at(-1)?.end).toBeCloseTo(shorts[clip]?.duration as number, 3);
				}
			}
		},
	);

	it.each([
		['text', 'txt', 'text/plain'],
		['srt', 'srt', 'application/x-subrip'],
		['vtt', 'vtt', 'text/vtt'],
		['segments', 'json', 'application/json'],
	])('puts %s into .%s files, if so chosen', async (format, extension, mimeType) => {
		const request = s.seed({ clips: 2, body: () => ({ language: 'ja' }) });
		const { shorts } = await apiOf(request);
		const asFields = await run([request], { format });
		const result = await run([request], { format, asFile: true, binaryPropertyName: 'words' });

		expect(result.json('Ssemble')).toEqual(
			shorts.map(({ id, title }) => ({ id, title, requestId: request.id })),
		);
		for (const [clip, { binary }] of result.items('Ssemble').entries()) {
			if (!binary?.words) throw new Error('There is no file');
			expect(binary.words).toMatchObject({
				fileName: `${shorts[clip]?.title as string}.${extension}`,
				fileExtension: extension,
				mimeType,
			});
			const content = (await contentOf(binary.words)).toString('utf8');
			expect(format === 'segments' ? JSON.parse(content) : content).toEqual(
				asFields.json('Ssemble')[clip]?.transcript,
			);
		}
	});

	it.each<[string, IDataObject, string]>([
		['title', { title: 'a/b: "c"' }, 'a b c.srt'],
		['ID, if it has no title', { title: null }, 'clip-1.srt'],
	])('names the file of a clip by its %s', async (_what, clip, fileName) => {
		giveSentences([], { shorts: [{ id: 'clip-1', ...clip }] });
		const result = await run([s.seed()], { format: 'srt', asFile: true });

		expect(result.items('Ssemble')[0]?.binary?.data?.fileName).toBe(fileName);
	});

	it('names the file of a whole range by the title of the video', async () => {
		const request = s.seed();
		const { title } = await s.read(request);
		const result = await run([request], { transcriptOf: 'video', asFile: true });

		expect(result.items('Ssemble')[0]?.binary?.data?.fileName).toBe(
			`${(title as string).replace(':', '')}.txt`,
		);
	});
});

describe('Input items', () => {
	it('that are clips yield one transcript each, from one call a request', async () => {
		const requests = [s.seed({ clips: 8 }), s.seed({ clips: 2 })];
		const apis = await Promise.all(requests.map(apiOf));
		const clips = apis.flatMap(({ shorts }, index) =>
			shorts.map(({ id }) => ({ id, requestId: requests[index]?.id })),
		);
		const result = await run([], {}, { items: clips });

		expect(result.json('Ssemble').map(({ transcript }) => transcript)).toEqual(
			apis.flatMap(({ ofClip }) => ofClip.map(textOf)),
		);
		expect(result.items('Ssemble').map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			clips.map(({ id }, item) => [id, { item }]),
		);
		expect(s.sandbox.calls).toHaveLength(2);
	});

	it('that are clips of one request yield the whole range once', async () => {
		const requests = [s.seed({ clips: 3 }), s.seed({ clips: 2 })];
		const apis = await Promise.all(requests.map(async (request) => await s.read(request)));
		const items = apis.flatMap(({ shorts, _id }) =>
			shorts.map(({ id }) => ({ id, requestId: _id })),
		);
		const result = await run([], { transcriptOf: 'video' }, { items });

		expect(
			result.items('Ssemble').map(({ json, pairedItem }) => [json.requestId, pairedItem]),
		).toEqual([
			[requests[0]?.id, { item: 0 }],
			[requests[1]?.id, { item: 3 }],
		]);
	});

	it('with an ID that is no clip’s yield all clips of their request', async () => {
		const request = s.seed({ clips: 2 });
		const rows = [1, 2].map((id) => ({ id, requestId: request.id.toUpperCase() }));
		const result = await run([], {}, { items: rows });

		expect(result.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1].map((item) => ({ item })),
		);
		expect(s.sandbox.calls).toHaveLength(1);
	});

	it('in great number make no more calls than there are requests', async () => {
		const request = s.seed({ clips: 200, body: () => ({ end: 1_200 }) });
		const { shorts } = await s.read(request);
		const items = shorts.map(({ id }) => ({ id, requestId: request.id }));
		const result = await run([], { format: 'vtt' }, { items });

		expect(result.json('Ssemble').map(({ id }) => id)).toEqual(items.map(({ id }) => id));
		expect(s.sandbox.calls).toHaveLength(1);
	});
});

describe('What the API leaves out or bends', () => {
	it('costs no word', async () => {
		giveSentences([
			null,
			{ index: '1', sentence: 'One.', start: '0', end: '2.5' },
			{ index: 2, sentence: 'Two --> three.' },
			{ index: 3, sentence: 'Four.', start: 1, end: 4 },
		]);
		const result = await run([s.seed()], { transcriptOf: 'video', format: 'srt' });

		expect(await readSubtitles(result.json('Ssemble')[0]?.transcript as string, 'srt')).toEqual([
			{ start: 0, end: 1, text: 'One. Two → three.' },
			{ start: 1, end: 4, text: 'Four.' },
		]);
	});

	it.each([[null], [[]], ['none']])(
		'is told in a hint, if there are no words (%j)',
		async (sentences) => {
			giveSentences(sentences);
			const request = s.seed({ clips: 2 });
			const result = await run([request]);

			expect(result.json('Ssemble').map(({ transcript }) => transcript)).toEqual(['', '']);
			expect(result.hints('Ssemble')).toMatchObject([
				{ message: expect.stringContaining(request.id) as string },
			]);
		},
	);

	it.each([
		['srt', ''],
		['vtt', 'WEBVTT\n'],
		['segments', []],
	])('is told in a hint, if there are no times for %s', async (format, transcript) => {
		giveSentences([{ index: 0, sentence: 'One.' }]);
		const result = await run([s.seed()], { transcriptOf: 'video', format });

		expect(result.json('Ssemble')).toMatchObject([{ transcript }]);
		expect(result.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining("'Format'") as string },
		]);
	});

	it('is told in a hint, if there are no clips', async () => {
		const result = await run([s.seed({ clips: 0 })]);

		expect(result.error).toBeUndefined();
		expect(result.items('Ssemble')).toEqual([]);
		expect(result.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('no clips') as string },
		]);
	});
});

describe('Get Transcript refuses', () => {
	it('a request that is not finished, and tells how far it is', async () => {
		const request = s.seed({ status: 'processing' });
		s.sandbox.progress(request.id, 42);
		const result = await run([s.seed(), request]);

		expect(result.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 1 });
		expect(result.error?.message).toContain(request.id);
		expect(result.error?.message).toContain('42%');
	});

	it.each([
		['failed', 'No speech was found'],
		['cancelled', 'cancelled'],
	] as const)('a request that is %s, and tells why', async (status, why) => {
		const request = s.seed({ status, failureReason: 'No speech was found' });
		const result = await run([request]);

		expect(result.error?.message).toContain(request.id);
		expect(result.error?.message).toContain(why);
		expect(result.error?.description).toMatch(/\w/);
	});

	it('one item, and goes on with the others, if set so', async () => {
		const [failed, fine] = [s.seed({ status: 'failed' }), s.seed({ clips: 1 })];
		const result = await run(
			[failed, fine, failed],
			{},
			{ node: { onError: 'continueRegularOutput' } },
		);

		expect(result.items('Ssemble')).toMatchObject([
			{ json: { error: expect.any(String) as string }, pairedItem: { item: 0 } },
			{ json: { transcript: expect.any(String) as string }, pairedItem: { item: 1 } },
			{ json: { error: expect.any(String) as string }, pairedItem: { item: 2 } },
		]);
	});

	it.each<[string, INodeParameters]>([
		['Format', { format: '={{ "docx" }}' }],
		['Transcript Of', { transcriptOf: '={{ 7 }}' }],
		['Request ID', { requestId: '={{ "abc" }}' }],
		['Put Output File in Field', { asFile: true, binaryPropertyName: '={{ "" }}' }],
	])('a value that does not suit ‘%s’, without a call', async (name, parameters) => {
		const result = await run([s.seed()], parameters);

		expect(result.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
		expect(result.error?.message).toContain(`'${name}'`);
		expect(s.sandbox.calls).toEqual([]);
	});
});

it('As a tool, Get Transcript gives the words to the model', async () => {
	const request = s.seed({ clips: 1 });
	const { ofClip } = await apiOf(request);
	const result = await runAsTool(
		getTranscript({ requestId: "={{ $fromAI('requestId', 'What it is', 'string') }}" }),
		{ requestId: request.id },
		s.host,
	);

	expect(result.json('Agent')).toMatchObject([{ read: [{ transcript: textOf(ofClip[0]) }] }]);
});

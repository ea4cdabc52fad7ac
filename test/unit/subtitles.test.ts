import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { requestFrom } from '../../nodes/Ssemble/api/read';
import { requestTranscript, type Segment } from '../../nodes/Ssemble/results/transcript';
import { TRANSCRIPT_FORMATS } from '../../nodes/Ssemble/results/transcriptFormats';
import { readSubtitles, type ReadCue } from '../readSubtitles';

const FORMATS = ['srt', 'vtt'] as const;
const write = (segments: Segment[], type: 'srt' | 'vtt') =>
	TRANSCRIPT_FORMATS[type].valueOf({ text: '', segments });

const ARABIC =
	'في البداية لم يكن أحد يعرف ما الذي سيحدث بعد ذلك، ثم جاءت الإجابة من حيث لا نتوقع أبدا.';
const JAPANESE =
	'最初に誰も教えてくれないのは、そこがどれほど静かになるかということで、「本当に静かなんです」と彼女は何度も繰り返しました。';
const LONG =
	'The first thing that nobody tells you about living on a boat is how loud the water gets at night, when everything else is quiet and you lie awake and count the hours.';

/** One sentence of 10 seconds, as read back from a file. */
const shown = async (text: string, type: 'srt' | 'vtt') =>
	await readSubtitles(write([{ start: 0, end: 10, text }], type), type);
const words = (text: string) => text.replace(/\s/g, '').replaceAll('-->', '→');
const said = (cues: ReadCue[]) => words(cues.map(({ text }) => text).join(''));

it('Segments become an SRT file', () => {
	expect(
		write(
			[
				{ start: 0, end: 1.5, text: 'Hello.' },
				{ start: 3_661.007, end: 3_662, text: 'Tom & <Jerry> --> home' },
			],
			'srt',
		),
	).toBe(
		`1
00:00:00,000 --> 00:00:01,500
Hello.

2
01:01:01,007 --> 01:01:02,000
Tom & <Jerry> → home
`,
	);
});

it('Segments become a VTT file', () => {
	expect(
		write(
			[
				{ start: 0, end: 1.5, text: 'Hello.' },
				{ start: 3_661.007, end: 3_662, text: 'Tom & <Jerry> --> home' },
			],
			'vtt',
		),
	).toBe(
		`WEBVTT

00:00:00.000 --> 00:00:01.500
Hello.

01:01:01.007 --> 01:01:02.000
Tom &amp; &lt;Jerry&gt; --&gt; home
`,
	);
});

describe.each(FORMATS)('A file of type %s', (type) => {
	it('is valid without any cue', async () => {
		expect(await readSubtitles(write([], type), type)).toEqual([]);
	});

	it('shows a long sentence as cues of two lines, each for its share of the time', async () => {
		const cues = await shown(LONG, type);

		expect(cues).toEqual([
			{
				start: 0,
				end: expect.closeTo(4.085, 3) as number,
				text: 'The first thing that nobody tells\nyou about living on a boat is how',
			},
			{
				start: cues[0]?.end,
				end: expect.closeTo(8.171, 3) as number,
				text: 'loud the water gets at night, when\neverything else is quiet and you',
			},
			{ start: cues[1]?.end, end: 10, text: 'lie awake and count the hours.' },
		]);
	});

	it('leaves Arabic as it is, and breaks it between words', async () => {
		const cues = await shown(ARABIC, type);

		expect(cues.flatMap(({ text }) => text.split('\n')).join(' ')).toBe(ARABIC);
		expect(cues.length).toBeGreaterThan(1);
	});

	it('breaks Japanese between words, at half as many characters a line', async () => {
		const cues = await shown(JAPANESE, type);
		const lines = cues.flatMap(({ text }) => text.split('\n'));

		expect(lines.join('')).toBe(JAPANESE);
		for (const line of lines) {
			expect(line.length).toBeLessThanOrEqual(21);
			expect(line).not.toMatch(/^[。、」]|「$/);
		}
	});

	it.each([
		['an arrow', 'a --> b', type === 'srt' ? 'a → b' : 'a --> b'],
		['markup', '<b>bold</b> & 1 < 2', '<b>bold</b> & 1 < 2'],
		['entities', '&lt; &amp; &nbsp;', '&lt; &amp; &nbsp;'],
		['a number', '42', '42'],
		['words of the format', 'NOTE WEBVTT STYLE', 'NOTE WEBVTT STYLE'],
	])('shows %s as it is said', async (_what, text, expected) => {
		expect(await shown(text, type)).toEqual([{ start: 0, end: 10, text: expected }]);
	});

	it('breaks a word only if it is longer than a line', async () => {
		const cues = await shown(`Go to https://example.com/${'a'.repeat(100)}`, type);
		const lines = cues.flatMap(({ text }) => text.split('\n'));

		expect(said(cues)).toBe(`Gotohttps://example.com/${'a'.repeat(100)}`);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(42);
	});
});

describe('Whatever sentences the API gives', () => {
	const text = fc.oneof(
		fc.lorem({ maxCount: 40 }),
		fc.string({ unit: 'grapheme', maxLength: 200 }),
		fc.string({ unit: 'binary', maxLength: 200 }),
		fc.constantFrom(
			...[ARABIC, JAPANESE, LONG, '', ' ', '-->', '--->>', 'a --> b', '<i>x</i>', '&amp;', '7'],
			'1\n\n2\n00:00:01,000 --> 00:00:02,000\n\n',
		),
	);
	const time = fc.oneof(
		fc.double({ min: -10, max: 2_000, noNaN: true }),
		fc.integer({ min: 0, max: 20 }),
		fc.integer({ min: 0, max: 20 }).map(String),
		fc.constantFrom(null, NaN, Infinity, 1e300, 'soon', '', true),
	);
	const sentences = fc.array(
		fc.oneof(
			{ weight: 10, arbitrary: fc.record({ sentence: text, start: time, end: time }) },
			fc.record({ sentence: text, start: time }, { requiredKeys: [] }),
			fc.record({ index: fc.integer(), sentence: fc.anything() as fc.Arbitrary<never> }),
			fc.constantFrom(null, 'text', 7, []),
		),
		{ maxLength: 12 },
	);

	it.each(FORMATS)('the %s file is valid, and holds all that is said', async (type) => {
		await fc.assert(
			fc.asyncProperty(sentences, async (bent) => {
				const data = { status: 'completed', sentences: bent } as IDataObject;
				const transcript = requestTranscript(requestFrom(data, 'a'.repeat(24)));
				const cues = await readSubtitles(write(transcript.segments, type), type);

				expect(said(cues)).toBe(said(transcript.segments));
				let free = 0;
				for (const { start, end, text: lines } of cues) {
					expect(start).toBeGreaterThanOrEqual(free);
					expect(end).toBeGreaterThan(start);
					free = end;
					expect(lines.split('\n').length).toBeLessThanOrEqual(2);
					for (const line of lines.split('\n')) expect(line.length).toBeLessThanOrEqual(42);
				}
			}),
			{ numRuns: 200 },
		);
	});

	it('the segments hold all words, unless there are no times at all', () => {
		fc.assert(
			fc.property(sentences, (bent) => {
				const data = { status: 'completed', sentences: bent } as IDataObject;
				const transcript = requestTranscript(requestFrom(data, 'a'.repeat(24)));
				const sorted = (all: string) => Array.from(all.replace(/\s/g, '')).sort().join('');
				if (transcript.segments.length === 0) return;
				expect(sorted(transcript.segments.map((segment) => segment.text).join(''))).toBe(
					sorted(transcript.text),
				);
			}),
		);
	});
});

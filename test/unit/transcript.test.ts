import type { IDataObject } from 'n8n-workflow';
import { requestFrom } from '../../nodes/Ssemble/api/read';
import { clipTranscript, requestTranscript } from '../../nodes/Ssemble/results/transcript';

const SENTENCES = [
	{ index: 0, sentence: 'Zero.', start: 60, end: 64.5 },
	{ index: 1, sentence: 'One.', start: 64.5, end: 70 },
	{ index: 2, sentence: 'Two.', start: 70, end: 75.25 },
	{ index: 3, sentence: 'Three.', start: 75.25, end: 80 },
];

const requestOf = (sentences: unknown) =>
	requestFrom({ status: 'completed', sentences } as IDataObject, 'a'.repeat(24));
const ofVideo = (sentences: unknown) => requestTranscript(requestOf(sentences));
const ofClip = (clip: IDataObject, sentences: unknown = SENTENCES) => {
	const data = { status: 'completed', sentences, shorts: [{ id: 'c', ...clip }] } as IDataObject;
	const request = requestFrom(data, 'a'.repeat(24));
	const [read] = request.shorts ?? [];
	if (!read) throw new Error('There is no clip');
	return clipTranscript(request, read);
};
const times = ({ segments }: ReturnType<typeof ofVideo>) =>
	segments.map(({ start, end, text }) => [start, end, text]);

describe('The transcript of a clip', () => {
	it('holds its sentences, with times from its beginning', () => {
		const clip = { sentenceIndexes: [1, 2], startTimestamp: 64.5, endTimestamp: 75.25 };

		expect(ofClip(clip)).toEqual({
			text: 'One. Two.',
			segments: [
				{ start: 0, end: 5.5, text: 'One.' },
				{ start: 5.5, end: 10.75, text: 'Two.' },
			],
		});
	});

	it('begins at 0, although a sentence begins before the clip', () => {
		const clip = { sentenceIndexes: [1, 2], startTimestamp: 66, endTimestamp: 75 };

		expect(times(ofClip(clip))).toEqual([
			[0, 4, 'One.'],
			[4, 9.25, 'Two.'],
		]);
	});

	it('keeps the silence at its beginning', () => {
		const clip = { sentenceIndexes: [1], startTimestamp: 63, endTimestamp: 70 };

		expect(times(ofClip(clip))).toEqual([[1.5, 7, 'One.']]);
	});

	it.each<[string, IDataObject]>([
		['whose times are missing', {}],
		['whose times are another clock’s', { startTimestamp: 4.5, endTimestamp: 15.25 }],
	])('begins with its first word in a clip %s', (_which, clip) => {
		expect(times(ofClip({ sentenceIndexes: [1, 2], ...clip }))).toEqual([
			[0, 5.5, 'One.'],
			[5.5, 10.75, 'Two.'],
		]);
	});

	it('goes by the place of sentences that have no index, counting what is no sentence', () => {
		const sentences = [null, ...SENTENCES.map((sentence) => ({ ...sentence, index: null }))];

		expect(ofClip({ sentenceIndexes: [1, 4] }, sentences).text).toBe('Zero. Three.');
	});

	it.each<[string, IDataObject]>([
		['no list of sentences', { endTimestamp: 75 }],
		['an empty list of sentences', { sentenceIndexes: [], endTimestamp: 75 }],
		['a list that is not one', { sentenceIndexes: 7, endTimestamp: 75 }],
		['indexes of no sentence', { sentenceIndexes: [70, null, 'x'], endTimestamp: 75 }],
		['no list and no end', { duration: 10 }],
	])('holds what is said during a clip with %s', (_which, clip) => {
		expect(times(ofClip({ startTimestamp: 65, ...clip }))).toEqual([
			[0, 5, 'One.'],
			[5, 10.25, 'Two.'],
		]);
	});

	it('is empty if nothing tells which words are in the clip', () => {
		expect(ofClip({})).toEqual({ text: '', segments: [] });
	});

	it('takes numbers that come as texts', () => {
		const sentences = SENTENCES.map(({ index, sentence, start, end }) => ({
			index: String(index),
			sentence,
			start: String(start),
			end: String(end),
		}));

		expect(times(ofClip({ sentenceIndexes: ['3'], startTimestamp: '75.25' }, sentences))).toEqual([
			[0, 4.75, 'Three.'],
		]);
	});
});

describe('The transcript of the whole range', () => {
	it('has the times of the source video', () => {
		expect(ofVideo(SENTENCES)).toEqual({
			text: 'Zero. One. Two. Three.',
			segments: SENTENCES.map(({ start, end, sentence }) => ({ start, end, text: sentence })),
		});
	});

	it.each([[undefined], [null], [[]], ['text'], [[null, 1, {}, { sentence: ' \n' }]]])(
		'is empty if the API gives %j for the sentences',
		(sentences) => {
			expect(ofVideo(sentences)).toEqual({ text: '', segments: [] });
		},
	);

	it('lets a sentence end where the next one begins', () => {
		const sentences = [
			{ sentence: 'A.', start: 0, end: 5 },
			{ sentence: 'B.', start: 3, end: 8 },
		];

		expect(times(ofVideo(sentences))).toEqual([
			[0, 3, 'A.'],
			[3, 8, 'B.'],
		]);
	});

	it('shows sentences that begin at once one after the other', () => {
		const sentences = ['A.', 'B.'].map((sentence) => ({ sentence, start: 3, end: 8 }));
		const [first, second] = ofVideo(sentences).segments;

		expect(first).toMatchObject({ start: 3, text: 'A.' });
		expect(first?.end).toBe(second?.start);
		expect(second).toMatchObject({ end: 8, text: 'B.' });
	});

	it('puts segments into the order of time', () => {
		expect(times(ofVideo([...SENTENCES].reverse())).map(([start]) => start)).toEqual([
			60, 64.5, 70, 75.25,
		]);
	});

	it('lets a sentence without times be said together with the one before it, or else the one after it', () => {
		const sentences = [
			{ sentence: 'Before.' },
			{ sentence: 'A.', start: 1, end: 2 },
			{ sentence: 'Behind.', start: 'soon', end: null },
			{ sentence: 'B.', start: 2, end: 3 },
		];

		expect(ofVideo(sentences)).toEqual({
			text: 'Before. A. Behind. B.',
			segments: [
				{ start: 1, end: 2, text: 'Before. A. Behind.' },
				{ start: 2, end: 3, text: 'B.' },
			],
		});
	});

	it('has words, and no segments, if no sentence has times', () => {
		expect(ofVideo([{ sentence: 'A.' }, { sentence: 'B.', start: 1e9 }])).toEqual({
			text: 'A. B.',
			segments: [],
		});
	});

	it.each<[string, IDataObject]>([
		['end', { start: 10 }],
		['end after its start', { start: 10, end: 10 }],
	])('estimates how long a sentence without an %s takes', (_what, given) => {
		const [segment] = ofVideo([{ sentence: 'x'.repeat(30), ...given }]).segments;

		expect(segment).toMatchObject({ start: 10, end: 12 });
	});

	it('estimates when a sentence without a start began, but no earlier than the video', () => {
		expect(times(ofVideo([{ sentence: 'x'.repeat(30), end: 10 }]))[0]?.slice(0, 2)).toEqual([
			8, 10,
		]);
		expect(times(ofVideo([{ sentence: 'x'.repeat(30), end: 1 }]))[0]?.slice(0, 2)).toEqual([0, 1]);
	});

	it('is on one line, and joins Chinese and Japanese without a space', () => {
		const sentences = [
			'これは\r\n本です。',
			'「はい」。',
			'Two  \u2028words.',
			'한국어입니다.',
			'네.',
		];

		expect(ofVideo(sentences.map((sentence) => ({ sentence }))).text).toBe(
			'これは 本です。「はい」。 Two words. 한국어입니다. 네.',
		);
	});
});

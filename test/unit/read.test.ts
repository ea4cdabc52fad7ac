import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import {
	createdFrom,
	requestFrom,
	requestStatusFrom,
	summaryFrom,
} from '../../nodes/Ssemble/api/read';
import { isFinished } from '../../nodes/Ssemble/api/requestStatus';

const ID = '665a1b2c3d4e5f6a7b8c9d0e';
const CLIP = { id: 'c6f0c0ae-5a4c-4a41-9d3c-7e2f1d1f2a10', title: 'A clip', duration: 45 };

describe('What the API answers', () => {
	it.each(['TASK_COMPLETE', 'Completed', ' completed ', 'task_complete'])(
		'is completed if its status is "%s", wherever a request is read',
		(status) => {
			const read = [
				requestFrom({ status }, ID),
				requestStatusFrom({ status }, ID),
				summaryFrom({ requestId: ID, status }),
				createdFrom({ requestId: ID, status }),
			];
			expect(read.map((one) => one?.status)).toEqual(Array(4).fill('completed'));
		},
	);

	it('tells where a file lies in n8n, without what opens it to whoever reads that', () => {
		const address = 'https://n8n.example.com/rest/binary-data/signed?file=a&fileName=a.mp4';
		const url = address.replace('?', '?token=eyJ.a.b&');
		expect(requestFrom({ url }, ID).url).toBe(address);
		expect(summaryFrom({ requestId: ID, url })?.url).toBe(address);
		expect(requestFrom({ url: 'https://example.com/a.mp4?token=b' }, ID).url).toBe(
			'https://example.com/a.mp4?token=b',
		);
	});

	it.each(['rendering', '', null, 7, undefined])(
		'is not finished if its status is %p',
		(status) => {
			expect(isFinished(requestFrom({ status }, ID).status)).toBe(false);
		},
	);

	it('keeps the clips of a list with rubbish in it, and takes numbers as texts', () => {
		const shorts = [null, { ...CLIP, duration: '45', viral_score: '87.5' }, 'x', CLIP];
		const request = requestFrom({ status: 'completed', start: '0', end: '12.48', shorts }, ID);

		expect(request).toMatchObject({ start: 0, end: 12.48 });
		expect(request.shorts).toEqual([{ ...CLIP, viral_score: 87.5 }, CLIP]);
	});

	it.each([null, {}, 'none', 3, undefined])('has no clips if "shorts" is %p', (shorts) => {
		expect(requestFrom({ status: 'completed', shorts }, ID).shorts).toEqual([]);
	});

	it('keeps the sentences of a list with rubbish in it, under the indexes that clips name', () => {
		const sentences = [
			null,
			{ sentence: ' A. ', start: '1.5', end: 2, speaker: 'S' },
			{ index: '7' },
		];
		const shorts = [{ id: 'c', sentenceIndexes: [1, '7', null, 'x', -1] }, { id: 'd' }];
		const request = requestFrom({ status: 'completed', sentences, shorts }, ID);

		expect(request.sentences).toEqual([
			{ index: 1, sentence: 'A.', start: 1.5, end: 2, speaker: 'S' },
			{ index: 7, sentence: '' },
		]);
		expect(request.shorts).toEqual([{ id: 'c', sentenceIndexes: [1, 7] }, { id: 'd' }]);
	});

	it('names a request in lower case, and gives its dates as ISO 8601', () => {
		const createdAt = Date.parse('2026-03-30T12:00:00.000Z');
		expect(
			summaryFrom({
				requestId: ID.toUpperCase(),
				status: 'queued',
				createdAt,
				updatedAt: String(createdAt / 1_000),
			}),
		).toMatchObject({
			requestId: ID,
			createdAt: '2026-03-30T12:00:00.000Z',
			updatedAt: '2026-03-30T12:00:00.000Z',
		});
	});

	it.each([{}, { requestId: null }, { requestId: ' ' }])(
		'is no request without an id: %p',
		(entry) => {
			expect(summaryFrom({ ...entry, status: 'completed' })).toBeUndefined();
			expect(createdFrom({ ...entry, status: 'queued' })).toBeUndefined();
		},
	);

	it('bent in a thousand ways, loses no clip and never crashes', () => {
		const rubbish = fc.oneof(
			fc.constant(null),
			fc.string(),
			fc.integer(),
			fc.boolean(),
			fc.array(fc.integer()),
		);
		const clip = fc.record(
			{ id: fc.uuid(), title: fc.string(), duration: fc.oneof(fc.double(), fc.string()) },
			{ requiredKeys: ['id'] },
		);
		const answer = fc.record({
			status: fc.oneof(rubbish, fc.constantFrom('completed', 'TASK_COMPLETE', 'queued')),
			shorts: fc.array(fc.oneof(rubbish, clip)),
			start: rubbish,
			end: rubbish,
			title: rubbish,
			sentences: fc.oneof(rubbish, fc.array(rubbish)),
			extra: rubbish,
		});
		fc.assert(
			fc.property(answer, (bent) => {
				const request = requestFrom(bent, ID);
				const clips = bent.shorts.filter(
					(one) => typeof one === 'object' && one !== null && !Array.isArray(one),
				) as IDataObject[];
				expect(request._id).toBe(ID);
				expect(request.shorts?.map(({ id }) => id)).toEqual(clips.map(({ id }) => id));
				expect((request as IDataObject).extra).toEqual(bent.extra);
			}),
			{ numRuns: 1_000 },
		);
	});
});

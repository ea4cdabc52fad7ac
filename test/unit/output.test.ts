import { resultObjects, type OutputChoice } from '../../nodes/Ssemble/results/output';
import type { ShortsRequest } from '../../nodes/Ssemble/api/types';

const clip = {
	id: 'c1',
	title: 'A clip',
	description: 'A caption #tag',
	reason: 'It is funny',
	video_url: 'https://example.com/c1.mp4',
	duration: 45,
	viral_score: 85,
	width: 1080,
};
const request: ShortsRequest = {
	_id: 'r1',
	status: 'completed',
	url: 'https://youtu.be/x',
	title: 'A video',
	start: 0,
	end: 600,
	language: 'en',
	template: 'Karaoke',
	preferredLength: 'under60sec',
	sentences: [{ index: 0, sentence: 'Hello.' }],
	shorts: [clip, { id: 'c2' }],
};
const stamp = { event: 'shorts.completed', timestamp: '2026-11-21T12:00:00.000Z' } as const;
const as = (
	outputAs: OutputChoice['outputAs'],
	fields: OutputChoice['fields'],
	withStamp?: typeof stamp,
) => resultObjects(request, { outputAs, fields }, withStamp);

const { reason, width, ...simpleClip } = clip;
const emptyClip = {
	id: 'c2',
	title: null,
	description: null,
	video_url: null,
	duration: null,
	viral_score: null,
};

it('One item a clip, simplified', () => {
	const more = {
		requestId: 'r1',
		status: 'completed',
		sourceUrl: 'https://youtu.be/x',
		sourceTitle: 'A video',
	};
	expect(as('clips', 'simplified')).toEqual([
		{ ...simpleClip, ...more },
		{ ...emptyClip, ...more },
	]);
});

it('One item a clip, simplified, from the trigger', () => {
	const more = {
		requestId: 'r1',
		status: 'completed',
		sourceUrl: 'https://youtu.be/x',
		event: stamp.event,
	};
	expect(as('clips', 'simplified', stamp)).toEqual([
		{ ...simpleClip, ...more },
		{ ...emptyClip, ...more },
	]);
});

it('One item a clip, raw', () => {
	const more = {
		requestId: 'r1',
		status: 'completed',
		source: { url: 'https://youtu.be/x', title: 'A video', start: 0, end: 600, language: 'en' },
	};
	expect(as('clips', 'raw')).toEqual([
		{ ...clip, ...more },
		{ id: 'c2', ...more },
	]);
	expect(as('clips', 'raw', stamp)[0]).toEqual({ ...clip, ...more, ...stamp });
});

it('The fields that matter most come first', () => {
	expect(Object.keys(as('clips', 'simplified')[0] ?? {})).toEqual([
		'title',
		'description',
		'viral_score',
		'duration',
		'video_url',
		'id',
		'requestId',
		'status',
		'sourceUrl',
		'sourceTitle',
	]);
});

it('No item bears an `error`, by which n8n would take the node for failed', () => {
	const broken: ShortsRequest = { ...request, shorts: [{ id: 'c1', error: true }] };
	const [item] = resultObjects(broken, { outputAs: 'clips', fields: 'raw' });
	expect(item).toMatchObject({ id: 'c1', hasError: true });
	expect(item).not.toHaveProperty('error');
});

it('One item a request, simplified', () => {
	const expected = {
		requestId: 'r1',
		status: 'completed',
		title: 'A video',
		url: 'https://youtu.be/x',
		start: 0,
		end: 600,
		language: 'en',
		template: 'Karaoke',
		preferredLength: 'under60sec',
		shorts: [simpleClip, emptyClip],
	};
	expect(as('request', 'simplified')).toEqual([expected]);
	expect(as('request', 'simplified', stamp)).toEqual([{ ...expected, ...stamp }]);
});

it('One item a request, raw', () => {
	expect(as('request', 'raw')).toEqual([{ ...request, requestId: 'r1' }]);
	expect(as('request', 'raw', stamp)).toEqual([{ ...request, requestId: 'r1', ...stamp }]);
});

it('Selected fields always include the ID, and leave out what is not there', () => {
	expect(as('clips', ['reason', 'nothing'])).toEqual([{ id: 'c1', reason }, { id: 'c2' }]);
	expect(as('clips', [])).toEqual([{ id: 'c1' }, { id: 'c2' }]);
	expect(as('clips', ['width', 'id'])[0]).toEqual({ id: 'c1', width });
	expect(as('request', ['title', 'requestId'])).toEqual([{ requestId: 'r1', title: 'A video' }]);
});

it.each(['simplified', 'raw', ['title']] as Array<OutputChoice['fields']>)(
	'A request that failed is one item that tells why (%p)',
	(fields) => {
		const failed: ShortsRequest = { ...request, status: 'failed', failureReason: 'No speech' };
		const expected = {
			requestId: 'r1',
			status: 'failed',
			failureReason: 'No speech',
			sourceUrl: 'https://youtu.be/x',
			sourceTitle: 'A video',
		};
		for (const outputAs of ['clips', 'request'] as const) {
			expect(resultObjects(failed, { outputAs, fields })).toEqual([expected]);
			expect(resultObjects(failed, { outputAs, fields }, stamp)).toEqual([
				{ ...expected, ...stamp },
			]);
		}
	},
);

it('A cancelled request is one item, too', () => {
	const cancelled: ShortsRequest = { _id: 'r1', status: 'cancelled' };
	expect(resultObjects(cancelled, { outputAs: 'clips', fields: 'simplified' })).toEqual([
		{
			requestId: 'r1',
			status: 'cancelled',
			failureReason: null,
			sourceUrl: null,
			sourceTitle: null,
		},
	]);
});

it('A request without clips is one item that says so', () => {
	const empty: ShortsRequest = { _id: 'r1', status: 'completed' };
	expect(resultObjects(empty, { outputAs: 'clips', fields: 'simplified' })).toEqual([
		{ requestId: 'r1', status: 'completed', clips: 0, sourceUrl: null, sourceTitle: null },
	]);
	expect(resultObjects(empty, { outputAs: 'request', fields: 'simplified' })).toMatchObject([
		{ requestId: 'r1', shorts: [], title: null },
	]);
});

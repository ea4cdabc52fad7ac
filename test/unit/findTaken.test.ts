import type { IDataObject } from 'n8n-workflow';
import type { ApiCall } from '../../nodes/Ssemble/api/call';
import type { ApiClient } from '../../nodes/Ssemble/api/client';
import { CLAIMED, type Owner } from '../../nodes/Ssemble/submit/claims';
import { findTaken } from '../../nodes/Ssemble/submit/findTaken';
import { couldBeSource, fitOf } from '../../nodes/Ssemble/submit/sameRequest';
import type { CreateShortsBody } from '../../nodes/Ssemble/api/types';

const OWNER: Owner = { workflowId: 'w', beganAt: 1, isRetry: false };
// Each test is a process of its own.
beforeEach(() => CLAIMED.clear());

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

interface Known extends IDataObject {
	requestId: string;
	url?: string;
	start: number;
	end: number;
	/** Seconds after NOW, by Ssemble's clock. */
	created: number;
}

/** An account with requests; `appears` holds back those that show up only on a later look. */
function account(
	requests: Known[],
	{
		clockOffset = 0,
		appears = {},
		templates = [],
	}: { clockOffset?: number; appears?: Record<string, number>; templates?: IDataObject[] } = {},
) {
	const calls: string[] = [];
	let looks = 0;
	// Only an answer tells what Ssemble's clock says.
	let known = 0;
	const client = {
		pause: async () => await Promise.resolve(),
		serverTime: (localTime: number) => localTime + known,
		earliestCreation: (localTime: number) => localTime + known - 5_000,
		async data({ path, query }: ApiCall) {
			calls.push(path);
			known = clockOffset;
			if (path === '/templates') return await Promise.resolve({ templates });
			if (path === '/shorts') {
				if (query?.page === 1) looks++;
				const seen = requests
					.filter(({ requestId }) => (appears[requestId] ?? 1) <= looks)
					.sort((a, b) => b.created - a.created);
				const page = Number(query?.page);
				return await Promise.resolve({
					requests: seen.slice((page - 1) * 100, page * 100).map(({ requestId, url, created }) => ({
						requestId,
						url,
						createdAt: new Date(NOW + created * 1_000).toISOString(),
					})),
					pagination: { totalPages: Math.ceil(seen.length / 100) },
				});
			}
			const { url, start, end, language, template } =
				requests.find(({ requestId }) => path === `/shorts/${requestId}`) ?? fail(path);
			return await Promise.resolve({ status: 'queued', url, start, end, language, template });
		},
	} as unknown as ApiClient;
	return { client, calls };
}

function fail(path: string): never {
	throw new Error(`Unexpected call of ${path}`);
}

const made = (requestId: string, start: number, end: number, more: Partial<Known> = {}): Known => ({
	requestId,
	url: VIDEO,
	created: 1,
	start,
	end,
	...more,
});
const sent = (start: number, end: number, more: Partial<CreateShortsBody> = {}, at = 0) => ({
	body: { url: VIDEO, start, end, ...more },
	sentAt: NOW + at * 1_000,
});
const find = async (
	requests: Known[],
	submissions: Array<ReturnType<typeof sent>>,
	options: NonNullable<Parameters<typeof account>[1]> & { known?: string[] } = {},
) => {
	CLAIMED.clear();
	const { client, calls } = account(requests, options);
	const { found } = await findTaken(client, submissions, new Set(options.known), OWNER);
	return { calls, ids: submissions.map((submission) => found.get(submission)?.requestId) };
};

describe('A lost submission is', () => {
	it('the request of the same video and range', async () => {
		const { ids, calls } = await find([made('a', 0, 600), made('b', 0, 601)], [sent(0, 600)]);

		expect(ids).toEqual(['a']);
		expect(calls).toEqual(['/shorts', '/shorts/a', '/shorts/b']);
	});

	it('the request of the same video under another address', async () => {
		const url = 'https://youtu.be/dQw4w9WgXcQ?t=3';
		expect((await find([made('a', 0, 600, { url })], [sent(0, 600)])).ids).toEqual(['a']);
	});

	it('found on the second look, if the list lags behind', async () => {
		const { ids } = await find([made('a', 0, 600)], [sent(0, 600)], { appears: { a: 2 } });
		expect(ids).toEqual(['a']);
	});

	it('the request whose range was shortened, if none fits exactly', async () => {
		expect((await find([made('a', 100, 400)], [sent(100, 600)])).ids).toEqual(['a']);
		const both = [made('a', 100, 400), made('b', 100, 600)];
		expect((await find(both, [sent(100, 600)])).ids).toEqual(['b']);
	});

	it('found by Ssemble’s clock, whatever this machine’s tells', async () => {
		for (const ahead of [-3_600, 3_600]) {
			const request = made('a', 0, 600, { created: ahead + 1 });
			const options = { clockOffset: ahead * 1_000 };
			expect((await find([request], [sent(0, 600)], options)).ids).toEqual(['a']);
		}
	});

	it('in the order of its items, whatever this machine’s clock tells', async () => {
		for (const ahead of [-600, 600]) {
			const requests = [1, 2, 3].map((after) =>
				made(`r${after}`, 0, 600, { created: ahead + after }),
			);
			const submissions = requests.map(() => sent(0, 600));
			const { ids } = await find(requests, submissions, { clockOffset: ahead * 1_000 });
			expect(ids).toEqual(['r1', 'r2', 'r3']);
		}
	});

	it('the request whose range was rounded', async () => {
		expect((await find([made('a', 12, 600)], [sent(12.48, 600)])).ids).toEqual(['a']);
	});

	it('the request with its caption template, although others have no name', async () => {
		const templates = [
			{ templateId: 't1' },
			{ name: 'nobody' },
			{ templateId: 't2', name: 'karaoke' },
		];
		const requests = [
			made('a', 0, 600, { template: 'karaoke' }),
			made('b', 0, 600, { template: 't1' }),
			made('c', 0, 600, { template: 5 }),
		];
		const submissions = ['t1', 't2'].map((templateId) => sent(0, 600, { templateId }));
		expect((await find(requests, submissions, { templates })).ids).toEqual(['b', 'a']);
	});

	it('found behind a page of other requests', async () => {
		const others = Array.from({ length: 150 }, (_, index) =>
			made(`x${index}`, index, 700, { created: 10, url: 'https://youtu.be/other' }),
		);
		const { ids, calls } = await find([...others, made('a', 0, 600)], [sent(0, 600)]);

		expect(ids).toEqual(['a']);
		expect(calls).toEqual(['/shorts', '/shorts', '/shorts/a']);
	});
});

describe('A lost submission is not', () => {
	it.each<[string, Known]>([
		['of another video', made('a', 0, 600, { url: 'https://youtu.be/other' })],
		['with another start', made('a', 1, 600)],
		['with a longer range', made('a', 0, 601)],
		['made before', made('a', 0, 600, { created: -6 })],
	])('a request %s', async (_what, request) => {
		expect((await find([request], [sent(0, 600)])).ids).toEqual([undefined]);
	});

	it('a request that belongs to another submission', async () => {
		expect((await find([made('a', 0, 600)], [sent(0, 600)], { known: ['a'] })).ids).toEqual([
			undefined,
		]);
	});

	it('a request made between another one’s attempt and its own', async () => {
		const submissions = [sent(0, 600, {}, 0), sent(60, 600, {}, 60)];
		const { ids } = await find([made('a', 60, 600, { created: 30 })], submissions);

		expect(ids).toEqual([undefined, undefined]);
	});
});

it('What an execution has adopted is adopted by its retry too, and by no other execution', async () => {
	const { client } = account([made('a', 0, 600)]);
	const idFor = async (owner: Owner) => {
		const one = sent(0, 600);
		return (await findTaken(client, [one], new Set(), owner)).found.get(one)?.requestId;
	};
	expect(await idFor(OWNER)).toBe('a');
	expect(await idFor(OWNER)).toBeUndefined();
	expect(await idFor({ ...OWNER, workflowId: 'another', isRetry: true })).toBeUndefined();
	expect(await idFor({ ...OWNER, beganAt: 2, isRetry: true })).toBeUndefined();
	expect(await idFor({ ...OWNER, isRetry: true })).toBe('a');
	// n8n 1 does not tell when it began.
	expect(await idFor({ ...OWNER, beganAt: undefined, isRetry: true })).toBe('a');
});

describe('What cannot be told apart', () => {
	const other = { musicName: 'Calm Piano', music: true };
	const doubtOf = async (requests: Known[], submissions: Array<ReturnType<typeof sent>>) => {
		const { client } = account(requests);
		return await findTaken(client, submissions, new Set(), OWNER);
	};

	it('is not adopted, and the request is named', async () => {
		const submissions = [sent(0, 600), sent(0, 600, other)];
		const { found, doubts } = await doubtOf([made('a', 0, 600)], submissions);

		expect(found.size).toBe(0);
		expect([...doubts.keys()]).toEqual(submissions);
		for (const doubt of doubts.values()) expect(doubt).toContain('request a may be it');
	});

	it('leaves open nothing about the others', async () => {
		const submissions = [sent(0, 600), sent(0, 600, other), sent(700, 900), sent(1_000, 1_100)];
		const requests = [made('a', 0, 600), made('b', 700, 900)];
		const { found, doubts } = await doubtOf(requests, submissions);

		expect([...found.values()].map(({ requestId }) => requestId)).toEqual(['b']);
		expect([...doubts.keys()]).toEqual(submissions.slice(0, 2));
	});

	it('may be whom to notify', async () => {
		const submissions = ['https://a.b/1', 'https://a.b/2'].map((webhookUrl) =>
			sent(0, 600, { webhookUrl }),
		);
		const { found } = await doubtOf([made('a', 0, 600), made('b', 0, 600)], submissions);
		expect(found.size).toBe(0);
	});

	it('is no submission in another language than the request', async () => {
		const request = made('a', 0, 600, { language: 'fr' });
		const { ids } = await find([request], [sent(0, 600), sent(0, 600, { language: 'fr' })]);
		expect(ids).toEqual([undefined, 'a']);
	});
});

describe('Several lost submissions', () => {
	it('get one request each, though they are identical', async () => {
		const { ids } = await find(
			[made('a', 0, 600), made('b', 0, 600)],
			[sent(0, 600), sent(0, 600), sent(0, 600)],
		);

		expect([...ids].sort()).toEqual(['a', 'b', undefined]);
	});

	it('leave to each what fits it exactly', async () => {
		const requests = [made('a', 0, 300), made('b', 0, 300)];
		const { ids } = await find(requests, [sent(0, 600), sent(0, 300)]);

		expect(new Set(ids)).toEqual(new Set(['a', 'b']));
		const one = await find([made('a', 0, 300)], [sent(0, 600), sent(0, 300)]);
		expect(one.ids).toEqual([undefined, 'a']);
	});

	it('cost one call for the list a look, and one for each request that may be theirs', async () => {
		const requests = Array.from({ length: 5 }, (_, index) => made(`r${index}`, index, 600));
		const submissions = [...requests.map(({ start }) => sent(start, 600)), sent(99, 600)];
		const { ids, calls } = await find(requests, submissions);

		expect(ids).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', undefined]);
		expect(calls.filter((path) => path === '/shorts')).toHaveLength(3);
		expect(calls).toHaveLength(8);
	});

	it('cost nothing if there are none', async () => {
		expect((await find([made('a', 0, 600)], [])).calls).toEqual([]);
	});
});

it.each([
	[undefined, { url: VIDEO }, true],
	[VIDEO, { url: VIDEO }, true],
	['https://m.youtube.com/watch?app=x&v=dQw4w9WgXcQ', { url: VIDEO }, true],
	['https://www.youtube.com/live/dQw4w9WgXcQ', { url: VIDEO }, true],
	['https://www.youtube.com/embed/dQw4w9WgXcQ', { url: VIDEO }, true],
	['https://www.youtube.com/watch?v=dQw4w9WgXcR', { url: VIDEO }, false],
	['https://a.b/c.mp4', { fileUrl: 'https://a.b/c.mp4' }, true],
	['https://a.b/d.mp4', { fileUrl: 'https://a.b/c.mp4' }, false],
	['https://WWW.YouTube.com:443/watch/?v=dQw4w9WgXcQ', { url: VIDEO }, true],
	['https://music.youtube.com/?v=dQw4w9WgXcQ', { url: VIDEO }, true],
	['https://www.youtube.com/e/dQw4w9WgXcQ', { url: VIDEO }, true],
	['https://a.b/%C3%A9%20c.mp4', { fileUrl: 'https://A.b:443/é c.mp4' }, true],
	['', { fileUrl: 'https://a.b/c.mp4' }, true],
	[null, { fileUrl: 'https://a.b/c.mp4' }, true],
])('A request of %p could be of %p: %p', (url, source, could) => {
	expect(couldBeSource(url, { ...source, start: 0, end: 1 })).toBe(could);
});

it.each([
	[{ start: '0', end: '600' }, 'exact'],
	[{ start: 0.4, end: 600 }, 'rounded'],
	[{ start: 0, end: 300 }, 'shortened'],
	[{ start: null, end: 600 }, 'untold'],
	[{}, 'untold'],
	[{ start: 0, end: 600, language: 'es', captionLanguage: '' }, 'other'],
	[{ start: 0, end: 600, language: 'en', captionLanguage: 'fr' }, 'other'],
	[{ start: 0, end: 300, preferredLength: 'under3min' }, 'other'],
])('A request of %p fits as: %s', (told, fit) => {
	const request = { _id: 'a', status: 'queued', ...told } as unknown as Parameters<typeof fitOf>[0];
	const asked = { language: 'en', captionLanguage: 'en', preferredLength: 'under60sec' };
	expect(fitOf(request, { url: VIDEO, start: 0, end: 600, ...asked })).toBe(fit);
});

it('Times that are sent as texts are compared as numbers', () => {
	const request = { _id: 'a', status: 'queued', start: 0, end: 600 } as const;
	const body = { url: VIDEO, start: '0', end: '600' } as unknown as CreateShortsBody;
	expect(fitOf(request, body)).toBe('exact');
});

it('Two executions never adopt the same request', async () => {
	const { client } = account([made('a', 0, 600), made('b', 0, 600)]);
	const [one, other] = [sent(0, 600), sent(0, 600)];
	const finds = await Promise.all([
		findTaken(client, [one], new Set(), OWNER),
		findTaken(client, [other], new Set(), { ...OWNER, beganAt: 2 }),
	]);
	const ids = finds.flatMap(({ found }) => [...found.values()].map(({ requestId }) => requestId));
	expect(ids.sort()).toEqual(['a', 'b']);
});

it('A request that cannot be read leaves open whether a submission was taken, and hides no other', async () => {
	const { client } = account([made('a', 0, 600), made('b', 0, NaN)]);
	const [one, other] = [sent(0, 600), sent(60, 90)];
	const read = client.data.bind(client);
	jest
		.spyOn(client, 'data')
		.mockImplementation(async (call: ApiCall) =>
			call.path === '/shorts/b' ? fail(call.path) : await read(call),
		);
	const { found, doubts } = await findTaken(client, [one, other], new Set(), OWNER);
	expect(found.get(one)?.requestId).toBe('a');
	expect(doubts.get(other)).toContain('request b may be it');
});

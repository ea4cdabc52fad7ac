import type { INodeParameters } from 'n8n-workflow';
import type { SandboxRequest } from '../../sandbox';
import { contentOf, runSsemble, type SsembleOptions } from './support/engine';
import { createAndWait, getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

async function run(
	requests: SandboxRequest[],
	clipOptions: INodeParameters,
	more: INodeParameters = {},
	options: SsembleOptions = {},
) {
	const items = requests.map(({ id }) => ({ requestId: id }));
	return await runSsemble(getResults({ clipOptions, ...more }), s.host, { items, ...options });
}

/** The ids of a request's clips, the best first. */
async function bestOf(request: SandboxRequest, count: number) {
	const { shorts } = await s.read(request);
	const sorted = [...shorts].sort((a, b) => Number(b.viral_score) - Number(a.viral_score));
	return sorted.slice(0, count).map(({ id }) => id);
}

it('The best clips of each request come with their files, paired with the request', async () => {
	const requests = [s.seed({ clips: 8 }), s.seed({ clips: 8 }), s.seed({ clips: 8 })];
	const best = await Promise.all(requests.map(async (request) => await bestOf(request, 2)));
	const result = await run(requests, { bestFirst: true, maxClips: 2, downloadVideos: true });

	expect(result.error).toBeUndefined();
	const items = result.items('Ssemble');
	expect(items.map(({ json }) => json.id)).toEqual(best.flat());
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 0, 1, 1, 2, 2].map((item) => ({ item })),
	);
	for (const { json, binary } of items) {
		expect(binary?.data?.mimeType).toBe('video/mp4');
		expect(binary?.data?.fileName).toBe(`${json.title as string}.mp4`);
	}
	expect(s.sandbox.downloads).toHaveLength(6);
	const [first] = items;
	expect(
		(await contentOf(first?.binary?.data ?? { data: '', mimeType: '' })).length,
	).toBeGreaterThan(1_000);
});

it('A clip without a video passes without a file, or is left out', async () => {
	const requests = [s.seed({ clips: 3, hasClipError: true })];
	const all = await run(requests, { downloadVideos: true, binaryPropertyName: 'video' });
	expect(all.items('Ssemble').map(({ binary }) => Object.keys(binary ?? {}))).toEqual([
		['video'],
		['video'],
		[],
	]);
	const rendered = await run(requests, { onlyRendered: true });
	expect(rendered.json('Ssemble')).toHaveLength(2);
});

it('If no clip fits, there is no item, and a hint says so', async () => {
	const result = await run([s.seed({ clips: 3 })], { minScore: 101 });

	expect(result.error).toBeUndefined();
	expect(result.json('Ssemble')).toEqual([]);
	expect(
		result
			.hints('Ssemble')
			.map(({ message }) => message)
			.join(),
	).toContain('None of the 3 clips');
});

it('A request as one item holds the chosen clips', async () => {
	const request = s.seed({ clips: 5 });
	const result = await run([request], { bestFirst: true, maxClips: 3 }, { outputAs: 'request' });

	const [json] = result.json('Ssemble');
	const shorts = json?.shorts as Array<{ id: string }>;
	expect(shorts.map(({ id }) => id)).toEqual(await bestOf(request, 3));
});

it.each<[string, INodeParameters, string]>([
	['no clips at most', { maxClips: 0 }, 'Max Clips'],
	['a score in words', { minScore: "={{ 'high' }}" }, 'Min Score'],
])('Refused is %s, before anything is called', async (_what, clipOptions, label) => {
	const result = await run([s.seed()], clipOptions);

	expect(result.error?.message).toContain(`'${label}'`);
	expect(s.sandbox.calls).toEqual([]);
});

it('A file that is gone is an item of its own if the node is set to continue', async () => {
	const request = s.seed({ clips: 2 });
	s.sandbox.addFault({
		path: '/shorts/:id',
		effect: {
			kind: 'change',
			change: (body) => {
				const { data } = body as { data: { shorts: object[] } };
				const [first, ...others] = data.shorts;
				const gone = { ...first, video_url: `${s.sandbox.origin}/nothing.mp4` };
				return { data: { ...data, shorts: [gone, ...others] } };
			},
		},
	});
	const result = await run(
		[request],
		{ downloadVideos: true },
		{},
		{ node: { onError: 'continueRegularOutput' } },
	);

	const [first, second] = result.items('Ssemble');
	expect(first?.json.error).toContain('no video at this address');
	expect(second?.binary?.data?.mimeType).toBe('video/mp4');
});

it('Create and Wait passes on the best clips with their files', async () => {
	const running = runSsemble(
		createAndWait({
			clipOptions: { bestFirst: true, maxClips: 1, downloadVideos: true },
			waitOptions: { waitUsing: 'polling', pollSeconds: 1 },
			start: '={{ $json.start }}',
			end: '={{ $json.start + 60 }}',
		}),
		s.host,
		{ items: [{ start: 1 }, { start: 2 }] },
	);
	const known = s.sandbox.requests.length;
	await s.sandbox.until(() => s.sandbox.requests.length >= known + 2);
	for (const { id } of s.sandbox.requests.slice(-2)) s.sandbox.finish(id, 'completed');
	const result = await running;

	expect(result.error).toBeUndefined();
	expect(
		result.items('Ssemble').map(({ pairedItem, binary }) => [pairedItem, binary?.data?.mimeType]),
	).toEqual([
		[{ item: 0 }, 'video/mp4'],
		[{ item: 1 }, 'video/mp4'],
	]);
});

describe('Get Results of a request that is not finished', () => {
	const unfinished = () => s.seed({ status: 'processing' });

	it('stops with its progress', async () => {
		const result = await run([unfinished()], {});
		expect(result.error?.message).toContain('not ready yet');
	});

	it('returns its status', async () => {
		const request = unfinished();
		const result = await run([request, s.seed({ clips: 1 })], {}, { whenUnfinished: 'status' });

		expect(result.error).toBeUndefined();
		expect(result.json('Ssemble')).toMatchObject([
			{ requestId: request.id, status: 'processing', sourceUrl: request.body.url },
			{ status: 'completed' },
		]);
		expect(typeof result.json('Ssemble')[0]?.progress).toBe('number');
	});

	it('waits until all have finished', async () => {
		const requests = [unfinished(), s.seed({ clips: 2 }), unfinished()];
		const running = run(requests, {}, { whenUnfinished: 'wait', waitOptions: { pollSeconds: 1 } });
		await s.sandbox.until(() => s.calls('GET /shorts').length >= 2);
		s.sandbox.finish(requests[0]?.id ?? '', 'completed');
		s.sandbox.finish(requests[2]?.id ?? '', 'failed');
		const result = await running;

		expect(result.error).toBeUndefined();
		const of = (index: number) =>
			result.json('Ssemble').filter(({ requestId }) => requestId === requests[index]?.id);
		expect(of(0).length).toBeGreaterThan(0);
		expect(of(1)).toHaveLength(2);
		expect(of(2)).toMatchObject([{ status: 'failed', sourceUrl: requests[2]?.body.url }]);
		expect(s.calls('GET /shorts/:id')).toHaveLength(3);
	});

	it('waits to its limit, and passes on what it knows', async () => {
		const [request] = [unfinished()];
		const result = await run(
			[request],
			{},
			{
				whenUnfinished: 'wait',
				waitOptions: { pollSeconds: 1, limitMinutes: 0.03 },
			},
		);

		expect(result.json('Ssemble')).toEqual([
			{ requestId: request.id, status: 'processing', timedOut: true, sourceUrl: null },
		]);
	});
});

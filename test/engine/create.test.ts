import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_TEMPLATE, GAME_VIDEOS, MEME_HOOKS, MUSIC } from '../../sandbox';
import { runSsemble } from './support/engine';
import { create, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const bodies = () => s.calls('POST /shorts/create').map(({ body }) => body);

describe('What Create sends', () => {
	it('is the source and the range, if nothing else is set', async () => {
		const run = await runSsemble(create(), s.host);

		expect(run.error).toBeUndefined();
		expect(bodies()).toEqual([{ url: VIDEO, start: 0, end: 600 }]);
	});

	it('is a video file instead of a YouTube video, if that is the source', async () => {
		const fileUrl = 'https://cdn.example.com/episode-12.mp4';
		await runSsemble(create({ videoSource: 'fileUrl', fileUrl }), s.host);

		expect(bodies()).toEqual([{ fileUrl, start: 0, end: 600 }]);
	});

	it.each([
		[848.55, 2_048.55, 1],
		[0.36, 2_400.36, 2],
		[496.1, 4_096.1, 3],
	])(
		'is the fewest requests of 20 minutes, wherever they begin (%p–%p)',
		async (start, end, count) => {
			const additionalOptions = { splitLongRanges: count > 1 };
			const run = await runSsemble(create({ start, end, additionalOptions }), s.host);

			expect(run.error).toBeUndefined();
			expect(run.items('After')).toHaveLength(count);
			expect(s.calls('POST /shorts/create').map(({ status }) => status)).toEqual(
				Array.from({ length: count }, () => 201),
			);
		},
	);

	it.each([
		'https://res.example.com/demo/fetch/f_auto,q_auto/https://cdn.example.com/a.mp4',
		'https://a.example.com/c.mp4?u=a,https://cdn.example.com/b',
		'https://a.example.com/c.mp4#a;https://cdn.example.com/b',
	])(
		'may come through a service that has the address of another in its own: %s',
		async (fileUrl) => {
			await runSsemble(create({ videoSource: 'fileUrl', fileUrl }), s.host);

			expect(bodies()).toEqual([{ fileUrl, start: 0, end: 600 }]);
		},
	);

	it('leaves out options that are at their default', async () => {
		const additionalOptions = {
			preferredLength: 'under60sec',
			language: 'en',
			captionLanguage: '',
			templateId: { __rl: true, mode: 'list', value: '' },
			layout: 'auto',
			noClipping: false,
			hookTitle: false,
			memeHook: false,
			memeHookName: { __rl: true, mode: 'list', value: '' },
			gameVideo: false,
			gameVideoName: { __rl: true, mode: 'name', value: ' ' },
			ctaEnabled: false,
			ctaText: '',
			music: false,
			musicName: { __rl: true, mode: 'list', value: '' },
			splitLongRanges: false,
		};
		const run = await runSsemble(create({ additionalOptions }), s.host);

		expect(run.error).toBeUndefined();
		expect(bodies()).toEqual([{ url: VIDEO, start: 0, end: 600 }]);
	});

	it('has switches as such that an expression gives as text, as spreadsheets do', async () => {
		const additionalOptions = {
			noClipping: "={{ 'FALSE' }}",
			hookTitle: "={{ 'TRUE' }}",
			splitLongRanges: "={{ 'true' }}",
		};
		const run = await runSsemble(create({ end: 1_300, additionalOptions }), s.host);

		expect(run.error).toBeUndefined();
		expect(bodies()).toHaveLength(2);
		for (const body of bodies()) {
			expect(body).not.toHaveProperty('noClipping');
			expect(body).toMatchObject({ hookTitle: true });
		}
	});

	it('has every option that is set', async () => {
		const options = {
			captionLanguage: 'en',
			layout: 'fit',
			noClipping: true,
			hookTitle: true,
			ctaText: 'Follow for more!',
			musicVolume: 35,
		};
		const length = { preferredLength: 'under90sec', language: 'de' };
		const random = { musicName: 'random', memeHookName: 'random', gameVideoName: 'random' };
		const templateId = DEFAULT_TEMPLATE.templateId;
		const additionalOptions = {
			...options,
			...random,
			templateId: { __rl: true, mode: 'id', value: templateId },
		};
		const run = await runSsemble(create({ ...length, additionalOptions }), s.host);

		expect(run.error).toBeUndefined();
		const switches = { memeHook: true, gameVideo: true, ctaEnabled: true, music: true };
		expect(bodies()).toEqual([
			{ url: VIDEO, start: 0, end: 600, ...length, ...options, ...switches, templateId },
		]);
	});

	const [track, game, hook] = [MUSIC[0]?.name, GAME_VIDEOS[0]?.name, MEME_HOOKS[0]?.name];
	it.each<[string, INodeParameters, IDataObject]>([
		[
			'a track chosen from the list turns the music on',
			{ musicName: { __rl: true, mode: 'list', value: track ?? '' } },
			{ music: true, musicName: track },
		],
		[
			'a track typed in turns the music on',
			{ musicName: { __rl: true, mode: 'name', value: ` ${track ?? ''} ` } },
			{ music: true, musicName: track },
		],
		[
			'a track saved as plain text turns the music on',
			{ musicName: track ?? '' },
			{ music: true, musicName: track },
		],
		['a volume turns the music on', { musicVolume: 0 }, { music: true, musicVolume: 0 }],
		['the default volume turns the music on', { musicVolume: 10 }, { music: true }],
		[
			'a game video turns the split screen on',
			{ gameVideoName: { __rl: true, mode: 'name', value: game ?? '' } },
			{ gameVideo: true, gameVideoName: game },
		],
		[
			'a meme hook turns the hooks on',
			{ memeHookName: { __rl: true, mode: 'list', value: hook ?? '' } },
			{ memeHook: true, memeHookName: hook },
		],
		[
			'a text turns the call to action on',
			{ ctaText: 'Subscribe' },
			{ ctaEnabled: true, ctaText: 'Subscribe' },
		],
	])('%s', async (_what, additionalOptions, sent) => {
		const run = await runSsemble(create({ additionalOptions }), s.host);

		expect(run.error).toBeUndefined();
		expect(bodies()).toEqual([{ url: VIDEO, start: 0, end: 600, ...sent }]);
	});

	it('comes from the fields of each input item', async () => {
		const run = await runSsemble(
			create({
				url: '={{ $json.link }}',
				start: '={{ $json.from }}',
				end: '={{ $json.to }}',
				language: '={{ $json.spoken }}',
				additionalOptions: {
					musicVolume: '={{ $json.volume }}',
					templateId: { __rl: true, mode: 'id', value: '={{ $json.template }}' },
				},
			}),
			s.host,
			{
				items: [
					{
						link: ` ${VIDEO}\n`,
						from: '30',
						to: 90.5,
						spoken: 'fr',
						volume: '55',
						template: DEFAULT_TEMPLATE.templateId,
					},
				],
			},
		);

		expect(run.error).toBeUndefined();
		expect(bodies()).toEqual([
			{
				url: VIDEO,
				start: 30,
				end: 90.5,
				language: 'fr',
				music: true,
				musicVolume: 55,
				templateId: DEFAULT_TEMPLATE.templateId,
			},
		]);
	});
});

describe('What Create returns', () => {
	it('is the answer with the address that will be notified', async () => {
		const run = await runSsemble(create(), s.host);
		const [request] = s.sandbox.requests.slice(-1);

		expect(run.status).toBe('success');
		expect(run.items('After')).toEqual([
			{
				json: {
					requestId: request?.id,
					status: 'queued',
					creditsUsed: 1,
					estimatedCompletionTime: expect.anything() as unknown,
					webhookUrl: null,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(run.hints('Ssemble')).toEqual([]);
	});

	it('says so when Ssemble shortened the range', async () => {
		const url = `${VIDEO}&sandboxDuration=400`;
		const run = await runSsemble(create({ url }), s.host);

		expect(run.json('After')).toMatchObject([
			{ timeAdjustment: { original: { end: 600 }, adjusted: { end: 400 } } },
		]);
		expect(run.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('400 s') as string },
		]);
	});

	it('is one item a request, in the order of the input, with 10 submissions at once', async () => {
		s.sandbox.settings.latencyMs = 200;
		const items = Array.from({ length: 25 }, (_, index) => ({ start: index }));
		const run = await runSsemble(create({ start: '={{ $json.start }}' }), s.host, { items });
		s.sandbox.settings.latencyMs = 0;

		const started = new Map(s.sandbox.requests.map(({ id, start }) => [id, start]));
		expect(run.json('After').map(({ requestId }) => started.get(requestId as string))).toEqual(
			items.map(({ start }) => start),
		);
		expect(run.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		expect(s.sandbox.maxInFlight).toBe(10);
	});

	it('is several requests that cover a long range, if it may be split', async () => {
		const run = await runSsemble(
			create({ start: 60, end: 3_000, additionalOptions: { splitLongRanges: true } }),
			s.host,
			{ items: [{}, {}] },
		);

		const ranges = bodies().map((body) => body as { start: number; end: number });
		expect(ranges).toHaveLength(6);
		for (const first of [0, 1]) {
			const ofItem = ranges.filter((_, index) => index % 2 === first);
			expect([ofItem[0]?.start, ofItem.at(-1)?.end]).toEqual([60, 3_000]);
			expect(ofItem.slice(1).map(({ start }) => start)).toEqual(
				ofItem.slice(0, -1).map(({ end }) => end),
			);
			for (const { start, end } of ofItem) expect(end - start).toBeLessThanOrEqual(1_200);
		}
		expect(run.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 1, 1, 1].map((item) => ({ item })),
		);
	});

	it('passes on fields that the API may add, and misses none that it may leave out', async () => {
		s.sandbox.addFault({
			method: 'POST',
			effect: { kind: 'missingFields', fields: ['creditsUsed', 'estimatedCompletionTime'] },
		});
		expect((await runSsemble(create(), s.host)).json('After')).toEqual([
			{ requestId: expect.any(String) as string, status: 'queued', webhookUrl: null },
		]);

		s.sandbox.addFault({ method: 'POST', effect: { kind: 'extraFields' } });
		expect((await runSsemble(create(), s.host)).json('After')).toMatchObject([
			{ creditsUsed: 1, sandboxExtra: { unknown: ['field', 1, null] } },
		]);
	});
});

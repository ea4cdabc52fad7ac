import { GAME_VIDEOS, MEME_HOOKS, MUSIC, TEMPLATES, type Sandbox } from '../../sandbox';
import { call, closeAll, SOURCE, start, VALID, WEBHOOK } from './support';

afterEach(closeAll);

const post = (sandbox: Sandbox, body: unknown) => call(sandbox, 'POST', '/shorts/create', { body });

describe('POST /shorts/create', () => {
	test('accepts a request with nothing but a source and a range', async () => {
		const sandbox = await start();

		const { status, body } = await post(sandbox, VALID);

		expect(status).toBe(201);
		expect(body).toEqual({
			data: {
				requestId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
				status: 'queued',
				creditsUsed: 1,
				estimatedCompletionTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
			},
		});
	});

	test('accepts every documented option', async () => {
		const sandbox = await start();

		const { status } = await post(sandbox, {
			fileUrl: 'https://example.com/video.mp4',
			start: 0,
			end: 1200,
			preferredLength: 'under10min',
			language: 'fi',
			captionLanguage: 'ja',
			templateId: TEMPLATES[3]?.templateId,
			layout: 'square',
			noClipping: false,
			hookTitle: true,
			memeHook: true,
			memeHookName: MEME_HOOKS[158]?.name,
			gameVideo: true,
			gameVideoName: GAME_VIDEOS[29]?.name,
			ctaEnabled: true,
			ctaText: 'x'.repeat(200),
			music: true,
			musicName: MUSIC[44]?.name,
			musicVolume: 100,
			webhookUrl: WEBHOOK,
		});

		expect(status).toBe(201);
	});

	test.each([
		'https://www.youtube.com/watch?v=abc&t=10',
		'https://m.youtube.com/watch?v=abc',
		'https://youtu.be/abc?si=x',
		'https://youtube.com/live/abc',
	])('takes %s for a YouTube video', async (url) => {
		const sandbox = await start();
		expect((await post(sandbox, { ...VALID, url })).status).toBe(201);
	});

	const range = (start: unknown, end: unknown) => ({ start, end });
	test.each([
		['no source', { url: undefined }, 'invalid_request'],
		['two sources', { fileUrl: 'https://example.com/a.mp4' }, 'invalid_request'],
		['a Shorts URL', { url: 'https://www.youtube.com/shorts/abc' }, 'invalid_youtube_url'],
		['another site', { url: 'https://vimeo.com/1' }, 'invalid_youtube_url'],
		['a YouTube page without a video', { url: 'https://youtube.com/@me' }, 'invalid_youtube_url'],
		['a text that is no URL', { url: 'abc' }, 'invalid_youtube_url'],
		['a private file', { url: '', fileUrl: 'http://10.0.0.1/a.mp4' }, 'url_validation_failed'],
		['a file by FTP', { url: '', fileUrl: 'ftp://example.com/a' }, 'url_validation_failed'],
		['no start', range(undefined, 10), 'invalid_request'],
		['no end', range(0, undefined), 'invalid_request'],
		['a negative start', range(-1, 10), 'invalid_request'],
		['times as text', range('0', '10'), 'invalid_request'],
		['an end before the start', range(10, 5), 'invalid_request'],
		['less than a second', range(10, 10.5), 'invalid_request'],
		['more than 1,200 seconds', range(0, 1201), 'invalid_request'],
		['a start past the end of the video', range(20_000, 20_100), 'invalid_request'],
		['an unknown length', { preferredLength: 'under2min' }, 'invalid_request'],
		['an unknown layout', { layout: 'wide' }, 'invalid_request'],
		['an unknown language', { language: 'xx' }, 'invalid_request'],
		['a language that the API does not list', { language: 'vi' }, 'invalid_request'],
		['an unknown caption language', { captionLanguage: 'EN' }, 'invalid_request'],
		['a malformed template id', { templateId: 'Karaoke' }, 'invalid_request'],
		['an unknown template id', { templateId: 'a'.repeat(24) }, 'invalid_request'],
		['a switch that is a text', { music: 'true' }, 'invalid_request'],
		['a name in other case', { musicName: MUSIC[0]?.name.toUpperCase() }, 'invalid_request'],
		['an unknown game video', { gameVideoName: 'Chess' }, 'invalid_request'],
		['an unknown meme hook', { memeHookName: 'None' }, 'invalid_request'],
		['a volume over 100', { musicVolume: 101 }, 'invalid_request'],
		['a volume as text', { musicVolume: '10' }, 'invalid_request'],
		['a call to action without text', { ctaEnabled: true }, 'invalid_request'],
		['201 characters of text', { ctaText: 'x'.repeat(201) }, 'invalid_request'],
		['a webhook by FTP', { webhookUrl: 'ftp://example.com/' }, 'url_validation_failed'],
		[
			'a webhook URL of 2,049 characters',
			{ webhookUrl: `https://example.com/${'x'.repeat(2029)}` },
			'url_validation_failed',
		],
	])('refuses %s', async (_what, changes, code) => {
		const sandbox = await start();

		const { status, body } = await post(sandbox, { ...VALID, ...changes });

		expect(status).toBe(400);
		expect(body?.error).toMatchObject({ code, message: expect.any(String) as string });
		expect(body?.error).toHaveProperty('details', null);
		expect(sandbox.requests).toHaveLength(0);
		expect(sandbox.account.credits).toBe(100_000);
	});

	test.each([
		'http://localhost:5678/webhook',
		'http://127.0.0.1/x',
		'http://10.1.2.3/x',
		'http://172.16.0.1/x',
		'http://172.31.255.1/x',
		'http://192.168.1.1/x',
		'http://169.254.1.1/x',
		'http://[::1]/x',
	])('refuses the webhook URL %s unless told to accept it', async (webhookUrl) => {
		const sandbox = await start();

		const refused = await post(sandbox, { ...VALID, webhookUrl });
		sandbox.settings.allowLocalWebhooks = true;
		const accepted = await post(sandbox, { ...VALID, webhookUrl });

		expect(refused.body?.error?.code).toBe('url_validation_failed');
		expect(accepted.status).toBe(201);
	});

	test('accepts public addresses next to the private ranges', async () => {
		const sandbox = await start();
		for (const host of ['172.32.0.1', '11.0.0.1', '192.169.0.1']) {
			expect((await post(sandbox, { ...VALID, webhookUrl: `http://${host}/` })).status).toBe(201);
		}
	});

	test('refuses a body that is no JSON object', async () => {
		const sandbox = await start();
		const headers = { 'X-API-Key': sandbox.apiKey, 'Content-Type': 'application/json' };

		const broken = await fetch(`${sandbox.url}/shorts/create`, {
			method: 'POST',
			headers,
			body: '{"url":',
		});

		expect(broken.status).toBe(400);
		expect(await broken.json()).toMatchObject({ error: { code: 'invalid_request' } });
		expect((await post(sandbox, [VALID])).body?.error?.code).toBe('invalid_request');
	});

	test('cuts a range off at the end of the video and says so', async () => {
		const sandbox = await start();

		const { status, body } = await post(sandbox, {
			...VALID,
			url: `${SOURCE}&sandboxDuration=600`,
		});

		expect(status).toBe(201);
		expect(body?.data?.timeAdjustment).toEqual({
			message: expect.any(String) as string,
			original: { start: 60, end: 660 },
			adjusted: { start: 60, end: 600 },
			videoDuration: 600,
		});
		expect(sandbox.requests[0]).toMatchObject({ start: 60, end: 600 });
	});

	test('refuses a video of more than five hours, and one that cannot be fetched', async () => {
		const sandbox = await start();

		const long = await post(sandbox, { ...VALID, url: `${SOURCE}&sandboxDuration=18001` });
		const gone = await post(sandbox, { ...VALID, url: `${SOURCE}-sandbox-unfetchable` });

		expect(long.body?.error?.code).toBe('video_too_long');
		expect(gone.body?.error?.code).toBe('url_validation_failed');
	});

	test('takes a credit, and refuses when none is left or the subscription has ended', async () => {
		const sandbox = await start({ accounts: [{ credits: 1 }] });

		expect((await post(sandbox, VALID)).status).toBe(201);
		expect(sandbox.account.credits).toBe(0);
		const noCredit = await post(sandbox, VALID);
		sandbox.account.subscription = false;
		const noPlan = await post(sandbox, VALID);

		expect([noCredit.status, noCredit.body?.error?.code]).toEqual([403, 'insufficient_credits']);
		expect([noPlan.status, noPlan.body?.error?.code]).toEqual([403, 'subscription_required']);
		expect(sandbox.requests).toHaveLength(1);
	});
});

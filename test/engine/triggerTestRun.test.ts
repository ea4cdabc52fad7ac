import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { completed } from './support/events';
import { logEntries } from './support/log';
import { startN8n, type N8n } from './support/n8n';
import { useSandbox } from './support/sandbox';
import { eachWithN8n, TRIGGER, triggerSpec } from './support/trigger';
import { defineWorkflow } from './support/workflow';

const s = useSandbox();
let n8n: N8n;

eachWithN8n(
	() => s.host,
	(started) => {
		n8n = started;
	},
);

describe('A test run', () => {
	it('replays the account’s latest finished request by itself', async () => {
		s.sandbox.seedRequests(2);
		s.seed({ status: 'processing' });
		const latest = s.seed({ status: 'failed' });
		s.seed({ status: 'queued' });
		const test = await n8n.listenForTestEvent(triggerSpec());
		const run = await test.run;

		expect(run.mode).toBe('manual');
		expect(run.json('After')).toMatchObject([{ requestId: latest.id, event: 'shorts.failed' }]);
	}, 15_000);

	it('replays the latest of the selected events', async () => {
		const latest = s.seed();
		s.seed({ status: 'failed' });
		const test = await n8n.listenForTestEvent(triggerSpec({ events: ['shorts.completed'] }));

		expect((await test.run).json('After')[0]).toMatchObject({ requestId: latest.id });
	}, 15_000);

	it('leaves nothing out and has nothing remembered', async () => {
		const { account, host } = s.addAccount();
		const own = await startN8n(host);
		const workflow = { ...triggerSpec(), id: 'tested1' };
		const event = completed(s.seed({ account, clips: 2 }).id);
		for (let tests = 0; tests < 2; tests++) {
			const test = await own.listenForTestEvent(workflow);
			expect((await test.run).json('After')).toHaveLength(2);
		}

		const delivery = await own.deliver(await own.activate(workflow), event);
		expect(delivery.json('After')[0]).toMatchObject({ requestId: event.requestId });
		await own.close();
	}, 15_000);

	it('says what to do in the message, which is all that the editor shows, if Ssemble cannot be asked', async () => {
		const other = await startN8n({
			credential: { apiKey: `sk_ssemble_${'u'.repeat(32)}`, baseUrl: s.sandbox.url },
		});
		await expect(other.listenForTestEvent(triggerSpec())).rejects.toMatchObject({
			message: expect.stringContaining('https://app.ssemble.com/api-keys') as string,
		});
		await other.close();
	}, 15_000);
});

it('A test run hints at an address that n8n made up, and shows no name and password of it', async () => {
	const webhookUrl = 'https://me:secret@n8n.mycompany.com:5678/';
	const other = await startN8n({ ...s.host, webhookUrl });
	const definition = defineWorkflow(triggerSpec(), other.host);
	const event = completed(s.seed({ clips: 1 }).id);
	const run = await other.start(definition, 'manual', TRIGGER, [[{ json: event }]]);
	await other.close();

	expect(run.json('After')).toHaveLength(1);
	expect(run.hints(TRIGGER).map(({ message }) => message)).toEqual([
		expect.stringMatching(/\/\*\*\*@n8n\.mycompany\.com:5678.*probably.*WEBHOOK_URL/) as string,
	]);
	expect(run.traces('secret')).toEqual([]);
});

describe('A test run for an account without a finished request', () => {
	const begin = async (parameters: INodeParameters = {}) => {
		const { account, host } = s.addAccount();
		s.seed({ account, status: 'processing' });
		const other = await startN8n(host);
		const test = await other.listenForTestEvent(triggerSpec(parameters));
		const run = await test.run;
		await other.close();
		return run;
	};

	it('gives sample clips that say so, and asks the API for no made-up request', async () => {
		const run = await begin();

		expect(run.error).toBeUndefined();
		const clips = run.json('After');
		expect(clips).toHaveLength(2);
		for (const clip of clips) {
			expect(clip).toMatchObject({
				title: expect.stringMatching(/sample.*not a real clip/i) as string,
				description: expect.any(String) as string,
				viral_score: expect.any(Number) as number,
				duration: expect.any(Number) as number,
				video_url: expect.stringMatching(/^https:/) as string,
				id: expect.any(String) as string,
				requestId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
				status: 'completed',
				event: 'shorts.completed',
			});
		}
		expect(run.hints(TRIGGER).map(({ message }) => message)).toEqual([
			expect.stringContaining('This is a sample') as string,
		]);
		expect(s.calls('GET /shorts/:id')).toHaveLength(0);
	}, 15_000);

	it('has the same fields as a real one', async () => {
		const request = s.seed({ clips: 1 });
		const real = await n8n.deliver(
			await n8n.activate(triggerSpec({ simplify: false })),
			completed(request.id),
		);
		const sample = await begin({ simplify: false });

		const fields = Object.keys(real.json('After')[0] ?? {}).filter(
			(name) => name !== 'sentenceIndexes',
		);
		expect(Object.keys(sample.json('After')[0] ?? {})).toEqual(expect.arrayContaining(fields));
	}, 15_000);

	it('gives them also where the videos are to be downloaded', async () => {
		const run = await begin({ clipOptions: { downloadVideos: true, onlyRendered: true } });

		expect(run.error).toBeUndefined();
		expect(run.items('After')).toHaveLength(2);
	}, 15_000);

	it('gives a failed sample, if only failed requests start the workflow', async () => {
		const run = await begin({ events: ['shorts.failed'] });

		expect(run.json('After')).toMatchObject([
			{
				status: 'failed',
				event: 'shorts.failed',
				failureReason: expect.stringMatching(/sample/i) as string,
			},
		]);
	}, 15_000);

	it('and nobody can post the sample to the published workflow', async () => {
		const sample = await begin();
		const requestId = sample.json('After')[0]?.requestId as string;
		const run = await n8n.deliver(await n8n.activate(triggerSpec()), completed(requestId));

		expect(run.ran('After')).toBe(false);
	}, 15_000);
});

describe('When something else than the trigger answers at the test URL, n8n’s log tells what:', () => {
	let wall: Server;
	let respond: (response: ServerResponse) => void;

	beforeEach(async () => {
		wall = createServer((_request, response) => respond(response));
		await new Promise<void>((resolve) => wall.listen(0, '127.0.0.1', resolve));
		s.seed();
	});
	afterEach(async () => {
		wall.closeAllConnections();
		await new Promise((resolve) => wall.close(resolve));
	});

	it.each<[string, (response: ServerResponse) => void, string]>([
		[
			'a redirect',
			(response) => response.writeHead(302, { location: 'https://login.example.com/?to=me' }).end(),
			'302, a redirect to https://login.example.com/',
		],
		[
			'a login page',
			(response) =>
				response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Please sign in</h1>'),
			'200 with "<h1>Please sign in</h1>"',
		],
		[
			'another program',
			(response) =>
				response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
			'200 with "{"ok":true}"',
		],
	])(
		'%s',
		async (_what, answer, told) => {
			respond = answer;
			const host = `127.0.0.1:${(wall.address() as AddressInfo).port}/`;
			const other = await startN8n({ ...s.host, webhookUrl: `http://me:secret@${host}` });
			const before = logEntries.length;
			void (await other.listenForTestEvent(triggerSpec())).run;
			const warnings = () =>
				logEntries
					.slice(before)
					.filter(({ message }) => message.includes(`test URL http://***@${host}`));
			while (warnings().length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
			await other.close();

			expect(warnings()[0]?.message).toContain(told);
			expect(warnings()[0]?.message).toContain('WEBHOOK_URL');
			expect(other.started).toBe(0);
		},
		30_000,
	);
});

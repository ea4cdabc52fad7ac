import './support/environment';
import { readdirSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { contentOf, runSsemble, type RunOptions, type WorkflowRun } from './support/engine';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const download = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'short',
	operation: 'download',
	...more,
});
const run = async (parameters: INodeParameters, options: RunOptions = {}) =>
	await runSsemble(download(parameters), s.host, options);

/** The address of a video file of the sandbox; `query` tells what it is like. */
const video = (query = '') => `${s.sandbox.origin}/videos/${'a'.repeat(24)}-1.mp4?${query}`;
const sandboxFile = async () => Buffer.from(await (await fetch(video())).arrayBuffer());

async function fileOf(result: WorkflowRun, field = 'data', item = 0) {
	const binary = result.items('Ssemble')[item]?.binary?.[field];
	if (!binary) throw new Error(`There is no file in item ${item}: ${result.error?.message ?? ''}`);
	return { ...binary, content: await contentOf(binary) };
}

/** How many files n8n has stored, whole or in part. */
const storedFiles = () =>
	readdirSync(process.env.N8N_USER_FOLDER ?? '', { recursive: true, withFileTypes: true }).filter(
		(entry) => entry.isFile(),
	).length;

/** A server whose answers a test decides. */
let answer: RequestListener;
let server: Server;
let origin: string;
beforeAll(async () => {
	server = createServer((request, response) => answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

describe('Download Video', () => {
	it('puts the file of each clip into its item, and keeps what is there', async () => {
		const { shorts } = await s.read(s.seed({ clips: 2 }));
		const other = { other: { data: 'aGk=', mimeType: 'text/plain' } };
		const input: INodeExecutionData[] = shorts.map((json) => ({ json, binary: { ...other } }));
		const result = await run({}, { input });

		expect(result.error).toBeUndefined();
		expect(result.json('After')).toEqual(shorts);
		expect(result.items('Ssemble')).toMatchObject([
			{ binary: other, pairedItem: { item: 0 } },
			{ binary: other, pairedItem: { item: 1 } },
		]);
		for (const item of [0, 1]) {
			const file = await fileOf(result, 'data', item);
			expect(file).toMatchObject({
				mimeType: 'video/mp4',
				fileExtension: 'mp4',
				fileType: 'video',
			});
			expect(file.fileName).toBe(`${shorts[item]?.title as string}.mp4`);
			expect(file.content.equals(await sandboxFile())).toBe(true);
		}
	});

	it('takes the address, the field and the name from parameters', async () => {
		const parameters = {
			videoUrl: '={{ $json.link }}',
			binaryPropertyName: 'clip',
			fileName: '={{ $json.name }}',
		};
		const items = [{ link: ` ${video()}\n`, name: 'a/b: c.MP4' }];
		const result = await run(parameters, { items });

		expect((await fileOf(result, 'clip')).fileName).toBe('a b c.mp4');
	});

	it.each<[string, object, string]>([
		['ID', { id: '665a1b2c3d4e5f6a7b8c9d0e' }, '665a1b2c3d4e5f6a7b8c9d0e.mp4'],
		['title', { title: '  Part 1.5: "Wait"\n…', id: 'x' }, 'Part 1.5 Wait ….mp4'],
		['best guess', {}, 'clip.mp4'],
	])('names the file by the %s of the clip', async (_what, json, fileName) => {
		const result = await run({}, { items: [{ ...json, video_url: video() }] });

		expect((await fileOf(result)).fileName).toBe(fileName);
	});

	it('needs no length in advance', async () => {
		const result = await run({}, { items: [{ video_url: video('chunked=1&size=300000') }] });

		expect((await fileOf(result)).content).toHaveLength(300_000);
	});

	it('follows a redirect', async () => {
		answer = (_request, response) => response.writeHead(302, { location: video() }).end();
		const result = await run({ videoUrl: `${origin}/go` });

		expect((await fileOf(result)).content.equals(await sandboxFile())).toBe(true);
	});

	it.each<[string, string | undefined, string, string, string]>([
		['MP4', 'application/octet-stream', '/a', 'video/mp4', 'clip.mp4'],
		['MP4', 'binary/octet-stream', '/a.mp4', 'video/mp4', 'clip.mp4'],
		['MP4', undefined, '/a?b=.webm', 'video/mp4', 'clip.mp4'],
		['MP4', 'Video/MP4; codecs="avc1"', '/a', 'video/mp4', 'clip.mp4'],
		['MP4', 'application/mp4', '/a', 'video/mp4', 'clip.mp4'],
		['WebM', 'application/octet-stream', '/a.webm', 'video/webm', 'clip.webm'],
		['WebM', 'video/webm', '/a.mp4', 'video/webm', 'clip.webm'],
		['QuickTime', 'video/quicktime', '/a', 'video/quicktime', 'clip.mov'],
	])('takes for %s what comes as %s from %s', async (_kind, type, path, mimeType, fileName) => {
		const bytes = await sandboxFile();
		answer = (_request, response) => {
			if (type) response.setHeader('content-type', type);
			response.end(bytes);
		};
		const result = await run({ videoUrl: origin + path });

		expect(await fileOf(result)).toMatchObject({ mimeType, fileName, bytes: bytes.length });
	});

	it('needs no JSON in the item', async () => {
		const input = [{} as INodeExecutionData];
		const result = await run({ videoUrl: video() }, { input });

		expect(result.error).toBeUndefined();
		expect((await fileOf(result)).fileName).toBe('clip.mp4');
	});

	it('wants the file as it is, for nobody could tell whether a compressed answer came whole', async () => {
		const bytes = await sandboxFile();
		answer = (request, response) => {
			const compresses = /gzip/.test(String(request.headers['accept-encoding']));
			if (compresses) response.setHeader('content-encoding', 'gzip');
			response.end(compresses ? gzipSync(bytes).subarray(0, 5_000) : bytes);
		};
		const result = await run({ videoUrl: `${origin}/a.mp4` });

		expect((await fileOf(result)).content.equals(bytes)).toBe(true);
	});

	it('sends no key along', async () => {
		let headers: object = {};
		const bytes = await sandboxFile();
		answer = (request, response) => {
			({ headers } = request);
			response.end(bytes);
		};
		await run({ videoUrl: `${origin}/a.mp4` });

		expect(JSON.stringify(headers)).not.toMatch(/sk_ssemble|api-key|authorization/i);
	});
});

describe('Download Video refuses', () => {
	it.each<[string, INodeParameters, string]>([
		['no address', { videoUrl: "={{ '' }}" }, "'Video URL' is empty"],
		[
			'the empty address of a broken clip',
			{ videoUrl: '={{ $json.none }}' },
			"'Video URL' is empty",
		],
		['a path', { videoUrl: '/etc/passwd' }, "'Video URL' is not a web address"],
		['a file', { videoUrl: 'file:///etc/passwd' }, "'Video URL' is not a web address"],
		['FTP', { videoUrl: 'ftp://example.com/a.mp4' }, "'Video URL' is not a web address"],
		['data in the address', { videoUrl: 'data:video/mp4;base64,AA' }, "'Video URL' is not a web"],
		['a field without name', { binaryPropertyName: "={{ '' }}" }, "'Put Output File in Field'"],
	])('%s', async (_what, parameters, message) => {
		const result = await run(parameters, { items: [{ video_url: video() }] });

		expect(result.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
		expect(result.error?.message).toContain(message);
		expect(s.sandbox.downloads).toHaveLength(0);
	});

	it.each<[string, string | undefined, string]>([
		['a web page', 'text/html; charset=utf-8', '<html>Sign in</html>'],
		['JSON', 'application/json', '{}'],
		['a picture', 'image/png', 'png'],
		['XML that calls itself a file', 'application/octet-stream', '\n<?xml version="1.0"?><Error/>'],
		['JSON that calls itself a video', 'video/mp4', '{"error":"expired"}'],
		['a page without type', undefined, ' <!doctype html>'],
		['an empty file', 'video/mp4', ''],
		['words that call themselves a file', 'application/octet-stream', 'Not Found'],
		['a page in UTF-16', 'video/mp4', `\ufeff<\0h\0t\0m\0l\0>\0${'a\0'.repeat(80)}`],
	])('%s', async (_what, type, body) => {
		answer = (_request, response) => {
			if (type) response.setHeader('content-type', type);
			response.end(body);
		};
		const before = storedFiles();
		const result = await run({ videoUrl: `${origin}/a` });

		expect(result.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
		expect(result.error?.message).toContain("'Video URL' does not lead to a video");
		expect(result.error?.description).toContain('Get Results');
		if (body !== '') expect(storedFiles()).toBe(before);
	});

	it.each([
		[404, 'no video', 'deleted'],
		[410, 'no video', 'deleted'],
		[403, 'refuses access', 'expired'],
		[401, 'refuses access', 'expired'],
		[400, 'could not deliver', 'address'],
		[206, 'could not deliver', 'address'],
	])('an answer with status %s', async (status, message, remedy) => {
		answer = (_request, response) => response.writeHead(status).end('<Error>AccessDenied</Error>');
		const result = await run({ videoUrl: `${origin}/a.mp4` });

		expect(result.error).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
		expect(result.error?.message).toContain(message);
		expect(result.error?.description).toContain(remedy);
	});

	it('the video of a deleted request', async () => {
		const request = s.seed({ clips: 1 });
		const { shorts } = await s.read(request);
		await runSsemble({ resource: 'request', operation: 'delete', requestId: request.id }, s.host);
		const result = await run({}, { items: shorts });

		expect(result.error).toMatchObject({ httpCode: '404' });
	});
});

describe('A download that breaks', () => {
	it.each([
		['is tried again when the server is busy', 503],
		['is tried again when there were too many', 429],
	])('%s', async (_what, status) => {
		const bytes = await sandboxFile();
		let calls = 0;
		answer = (_request, response) => {
			calls++;
			if (calls === 1) response.writeHead(status).end('busy');
			else response.end(bytes);
		};
		const result = await run({ videoUrl: `${origin}/a.mp4` });

		expect((await fileOf(result)).content.equals(bytes)).toBe(true);
		expect(calls).toBe(2);
	});

	it('is tried again, from its beginning', async () => {
		const bytes = await sandboxFile();
		let calls = 0;
		answer = (_request, response) => {
			calls++;
			response.setHeader('content-length', bytes.length);
			if (calls > 1) response.end(bytes);
			else response.write(bytes.subarray(0, 5_000), () => response.destroy());
		};
		const result = await run({ videoUrl: `${origin}/a.mp4` });

		expect((await fileOf(result)).content.equals(bytes)).toBe(true);
		expect(calls).toBe(2);
	});

	it('for good is told and leaves no file, however the connection ends', async () => {
		const before = storedFiles();
		const results = await Promise.all(
			[
				'cutAfter=200000',
				'cutAfter=200000&cut=end',
				'cutAfter=200000&chunked=1',
				'cutAfter=200000&chunked=1&cut=end',
			].map(async (query) => await run({ videoUrl: video(`size=400000&${query}`) })),
		);

		for (const result of results) {
			expect(result.status).toBe('error');
			expect(result.error?.message).toMatch(/broke off after \d+ bytes|could not be downloaded/);
			expect(result.error?.description).toContain('Retry On Fail');
		}
		expect(storedFiles()).toBe(before);
		expect(s.sandbox.downloads).toHaveLength(4 * 3);
	}, 20_000);

	it('before it began is told', async () => {
		const result = await run({ videoUrl: 'http://127.0.0.1:9/a.mp4' });

		expect(result.error?.message).toBe('The video could not be downloaded');
		expect(result.error?.description).toContain('ECONNREFUSED');
	}, 20_000);

	it('stops at once when the execution is cancelled', async () => {
		const controller = new AbortController();
		answer = (_request, response) => {
			response.setHeader('content-length', 1_000_000);
			response.write(Buffer.alloc(1_000));
			setTimeout(() => controller.abort(), 100);
		};
		const started = Date.now();
		const before = storedFiles();
		const result = await run({ videoUrl: `${origin}/a.mp4` }, { signal: controller.signal });

		expect(result.status).not.toBe('success');
		expect(Date.now() - started).toBeLessThan(2_000);
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(storedFiles()).toBe(before);
	});
});

describe('Download Video with some broken clips', () => {
	const items = () => [
		{ id: 'a', video_url: video() },
		{ id: 'b', video_url: '' },
		{ id: 'c', video_url: video() },
	];

	it('passes items without a video on without a file, and says so in a hint', async () => {
		const request = s.seed({ status: 'failed' });
		const without = [
			{ requestId: request.id, status: 'failed', failureReason: 'No speech' },
			{ requestId: request.id, id: 'b', video_url: null },
		];
		const result = await runSsemble(download(), s.host, { items: [items()[0] ?? {}, ...without] });

		expect(result.error).toBeUndefined();
		expect(result.json('After').slice(1)).toEqual(without);
		expect(result.items('After').map(({ binary }) => binary !== undefined)).toEqual([
			true,
			false,
			false,
		]);
		expect(result.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('1, 2') as string },
		]);
	});

	it('passes the errors on in their place, if set to continue', async () => {
		const node = { onError: 'continueRegularOutput' } as const;
		const result = await runSsemble(download(), s.host, { items: items(), node });

		expect(result.json('After')).toMatchObject([
			{ id: 'a' },
			{ error: "'Video URL' is empty" },
			{ id: 'c' },
		]);
		expect(result.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
	});

	it('sends the errors with their items to the error output', async () => {
		const node = { onError: 'continueErrorOutput' } as const;
		const result = await runSsemble(download(), s.host, { items: items(), node });

		expect(result.json('Ssemble')).toMatchObject([{ id: 'a' }, { id: 'c' }]);
		expect(result.json('Ssemble', 1)).toMatchObject([{ id: 'b', error: "'Video URL' is empty" }]);
	});
});

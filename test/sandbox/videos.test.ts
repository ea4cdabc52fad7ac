import type { ReadableStreamDefaultReader } from 'node:stream/web';
import { closeAll, start } from './support';

afterEach(closeAll);

const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a video', () => {
	test('is a small real MP4 file', async () => {
		const sandbox = await start();

		const response = await fetch(`${sandbox.origin}/videos/a.mp4`);
		const content = await bytes(response);

		expect(response.headers.get('content-type')).toBe('video/mp4');
		expect(response.headers.get('content-length')).toBe(String(content.length));
		expect(content.subarray(4, 8).toString()).toBe('ftyp');
		expect(content.length).toBeLessThan(60_000);
	});

	test('can be read in part', async () => {
		const sandbox = await start();
		const url = `${sandbox.origin}/videos/a.mp4`;
		const whole = await bytes(await fetch(url));
		const part = async (range: string) => {
			const response = await fetch(url, { headers: { Range: range } });
			return { status: response.status, content: await bytes(response), headers: response.headers };
		};

		const middle = await part('bytes=10-19');
		expect(middle.status).toBe(206);
		expect(middle.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`);
		expect(middle.content).toEqual(whole.subarray(10, 20));
		expect((await part('bytes=-5')).content).toEqual(whole.subarray(-5));
		expect((await part(`bytes=${whole.length - 3}-`)).content).toEqual(whole.subarray(-3));
		expect((await part(`bytes=${whole.length}-`)).status).toBe(416);
	});

	test('has any size that is asked for, with or without telling it', async () => {
		const sandbox = await start();

		const told = await fetch(`${sandbox.origin}/videos/a.mp4?size=3000000`);
		const untold = await fetch(`${sandbox.origin}/videos/a.mp4?size=200000&chunked`);

		expect(told.headers.get('content-length')).toBe('3000000');
		expect(await bytes(told)).toHaveLength(3_000_000);
		expect(untold.headers.get('content-length')).toBeNull();
		expect(await bytes(untold)).toHaveLength(200_000);
	});

	test.each(['', '&cut=end', '&chunked', '&chunked&cut=end'])(
		'can break off in the middle (%s)',
		async (way) => {
			const sandbox = await start();
			const url = `${sandbox.origin}/videos/a.mp4?size=3000000&cutAfter=200000${way}`;

			const response = await fetch(url);

			expect(response.status).toBe(200);
			await expect(response.arrayBuffer()).rejects.toThrow('terminated');
		},
	);

	test('can fall silent in the middle', async () => {
		const sandbox = await start();
		const stop = new AbortController();
		const response = await fetch(`${sandbox.origin}/videos/a.mp4?cutAfter=1000&cut=stall`, {
			signal: stop.signal,
		});
		const reader = response.body?.getReader() as
			ReadableStreamDefaultReader<Uint8Array> | undefined;
		let received = 0;

		while (received < 1000) received += (await reader?.read())?.value?.length ?? 0;

		const next = reader?.read();
		stop.abort();
		await expect(next).rejects.toThrow('aborted');
		expect(received).toBe(1000);
	});

	test('can be missing or something else, by a fault', async () => {
		const sandbox = await start();
		const path = /^\/videos\//;
		sandbox.addFault({ path, effect: { kind: 'answer', status: 404 } });
		sandbox.addFault({ path, effect: { kind: 'answer', status: 200, body: '<html>' } });
		const get = () => fetch(`${sandbox.origin}/videos/a.mp4`);

		expect((await get()).status).toBe(404);
		expect((await get()).headers.get('content-type')).toBe('text/html');
		expect((await get()).headers.get('content-type')).toBe('video/mp4');
		expect(sandbox.downloads.map(({ path: called }) => called)).toEqual(
			Array(3).fill('/videos/a.mp4'),
		);
		expect(sandbox.calls).toHaveLength(0);
	});

	test('is linked with the query that the settings ask for', async () => {
		const sandbox = await start({ videoQuery: 'size=20000' });
		const [request] = sandbox.seedRequests(1);
		const answer = await fetch(`${sandbox.url}/shorts/${request?.id}`, {
			headers: { 'X-API-Key': sandbox.apiKey },
		});
		const { data } = (await answer.json()) as { data: { shorts: { video_url: string }[] } };

		expect(await bytes(await fetch(data.shorts[0]?.video_url ?? ''))).toHaveLength(20_000);
	});
});

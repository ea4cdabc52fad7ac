import { PassThrough } from 'node:stream';
import type { IBinaryData, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { downloadVideo } from '../../nodes/Ssemble/results/downloadVideo';

const source = { url: 'https://example.com/a.mp4', name: 'a', itemIndex: 0 };

/** n8n, which gets this stream from the server and stores what it reads of it. */
function n8n(body: PassThrough, cancel = new AbortController()) {
	const context = {
		getNode: () => ({ name: 'Ssemble', type: 'ssemble' }),
		getExecutionCancelSignal: () => cancel.signal,
		helpers: {
			async httpRequest({ abortSignal }: IHttpRequestOptions) {
				abortSignal?.addEventListener?.('abort', () => body.destroy(new Error('canceled')));
				return await Promise.resolve({
					statusCode: 200,
					headers: { 'content-type': 'video/mp4' },
					body,
				});
			},
			async prepareBinaryData(stream: PassThrough): Promise<Partial<IBinaryData>> {
				let bytes = 0;
				for await (const chunk of stream) bytes += (chunk as Buffer).length;
				return { bytes };
			},
		},
	};
	return context as unknown as IExecuteFunctions;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('A download that stalls is given up after a minute', async () => {
	const body = new PassThrough();
	body.write(Buffer.alloc(1_000));
	const download = expect(downloadVideo(n8n(body), source)).rejects.toMatchObject({
		message: 'The download of the video stalled after 1000 bytes',
		context: { itemIndex: 0 },
	});
	await jest.advanceTimersByTimeAsync(70_000);

	await download;
	expect(body.destroyed).toBe(true);
});

it('A download that is slow but goes on is not', async () => {
	const body = new PassThrough();
	const download = downloadVideo(n8n(body), source);
	for (let minutes = 0; minutes < 5; minutes++) {
		body.write(Buffer.alloc(100_000));
		await jest.advanceTimersByTimeAsync(55_000);
	}
	body.end();

	await expect(download).resolves.toMatchObject({ bytes: 500_000 });
});

it('A download that only drips is given up', async () => {
	const body = new PassThrough();
	const download = expect(downloadVideo(n8n(body), source)).rejects.toMatchObject({
		message: expect.stringContaining('stalled') as string,
	});
	for (let seconds = 0; seconds < 400; seconds += 10) {
		body.write(Buffer.alloc(100));
		await jest.advanceTimersByTimeAsync(10_000);
	}

	await download;
});

it('A download ends with the execution', async () => {
	const cancel = new AbortController();
	const download = expect(
		downloadVideo(n8n(new PassThrough(), cancel), source),
	).rejects.toMatchObject({ message: 'The execution was cancelled' });
	await jest.advanceTimersByTimeAsync(1_000);
	cancel.abort();

	await download;
	expect(jest.getTimerCount()).toBe(0);
});

import type { Sandbox } from '../../sandbox';
import { call, closeAll, start } from './support';

afterEach(closeAll);

/** Asks for shorts from a file, and returns the request if it was taken. */
async function submit(sandbox: Sandbox, fileUrl: string) {
	const body = { fileUrl, start: 0, end: 60 };
	const { status } = await call(sandbox, 'POST', '/shorts/create', { body });
	return { status, request: sandbox.requests.at(-1) };
}

test('a file on this machine is read to its end, and its request completes', async () => {
	const files = await start();
	const sandbox = await start({ fetchFiles: true, processingMs: 0 });

	const { status, request } = await submit(sandbox, `${files.origin}/videos/a.mp4?size=3000000`);
	await sandbox.until(() => request?.finalStatus !== undefined);

	expect(status).toBe(201);
	expect(request).toMatchObject({ finalStatus: 'completed', fetchedBytes: 3_000_000 });
	expect(files.downloads).toHaveLength(1);
});

test.each([
	['is not there', '/none', 'its address answered 404'],
	['is a text', '/', 'its content type is text/plain'],
	['breaks off', '/videos/a.mp4?size=300000&cutAfter=1000', 'could not be fetched'],
])('a request whose file %s fails and gives its credit back', async (_what, path, reason) => {
	const files = await start();
	const sandbox = await start({ fetchFiles: true });
	const before = sandbox.account.credits;

	const { request } = await submit(sandbox, files.origin + path);
	await sandbox.until(() => request?.finalStatus !== undefined);

	expect(request).toMatchObject({
		finalStatus: 'failed',
		failureReason: expect.stringMatching(`^The file is not a video: .*${reason}`) as string,
	});
	expect(sandbox.account.credits).toBe(before);
});

test('a redirect is not followed', async () => {
	const files = await start();
	const location = 'https://example.com/a.mp4';
	files.addFault({ effect: { kind: 'answer', status: 302, headers: { location } } });
	const sandbox = await start({ fetchFiles: true });

	const { request } = await submit(sandbox, `${files.origin}/videos/a.mp4`);
	await sandbox.until(() => request?.finalStatus !== undefined);

	expect(request?.failureReason).toContain('302');
});

test('a file on any other host is not fetched, and one in a private network refused', async () => {
	const sandbox = await start({ fetchFiles: true });

	const elsewhere = await submit(sandbox, 'https://example.com/a.mp4');

	expect(elsewhere.status).toBe(201);
	expect(elsewhere.request).not.toHaveProperty('fetchedBytes');
	expect((await submit(sandbox, 'http://10.0.0.1/a.mp4')).status).toBe(400);
});

test('without the setting a file on this machine is refused', async () => {
	const sandbox = await start();

	expect((await submit(sandbox, `${sandbox.origin}/videos/a.mp4`)).status).toBe(400);
	expect(sandbox.downloads).toHaveLength(0);
});

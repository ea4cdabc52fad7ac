import type { StockVideo, Template } from '../../nodes/Ssemble/api/types';
import { call, closeAll, start } from './support';

afterEach(closeAll);

test('GET /templates lists all caption styles and names the default', async () => {
	const sandbox = await start();

	const { body } = await call(sandbox, 'GET', '/templates');

	const data = body?.data as { templates: Template[]; [field: string]: unknown };
	expect(data.templates).toHaveLength(12);
	expect(data.defaultTemplateName).toBe('karaoke');
	expect(data.templates.find(({ name }) => name === 'karaoke')?.templateId).toBe(
		data.defaultTemplateId,
	);
	for (const template of data.templates) {
		expect(template).toEqual({
			templateId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
			name: expect.any(String) as string,
			displayName: expect.any(String) as string,
			order: expect.any(Number) as number,
			thumbnail: expect.stringMatching(`^${sandbox.origin}/`) as string,
			preview: expect.stringMatching(`^${sandbox.origin}/`) as string,
			gif: expect.stringMatching(`^${sandbox.origin}/`) as string,
		});
	}
	expect(data.templates.slice(0, 2)).toMatchObject([
		{ templateId: '660b8531aedb346bbe26eb43', name: 'karaoke', displayName: 'Karaoke' },
		{ templateId: '66e386d23b11d1a71b755e44', name: 'hormozi1', displayName: 'Hormozi 1' },
	]);
	const image = await fetch(data.templates[0]?.thumbnail ?? '');
	expect(image.headers.get('content-type')).toBe('image/svg+xml');
});

describe.each([
	['/music', 'music', 45],
	['/game-videos', 'gameVideos', 30],
	['/meme-hooks', 'memeHooks', 159],
])('GET %s', (path, field, total) => {
	const page = async (query: string, pagination: 'page' | 'currentPage' = 'page') => {
		const sandbox = await start({ pagination });
		const { body } = await call(sandbox, 'GET', path + query);
		return { entries: body?.data?.[field] as StockVideo[], pagination: body?.data?.pagination };
	};

	test(`pages through ${total} entries with distinct names`, async () => {
		const first = await page('?limit=100');
		const second = await page('?limit=100&page=2');

		const names = [...first.entries, ...second.entries].map(({ name }) => name);
		expect(new Set(names).size).toBe(total);
		expect(names).toHaveLength(total);
		expect(first.pagination).toEqual({
			page: 1,
			limit: 100,
			totalPages: Math.ceil(total / 100),
			totalCount: total,
		});
	});

	test('gives 20 entries by default, under either pagination', async () => {
		const { entries, pagination } = await page('', 'currentPage');
		expect(entries).toHaveLength(20);
		expect(pagination).toMatchObject({ currentPage: 1, itemsPerPage: 20, totalItems: total });
	});

	test('refuses a limit over 100', async () => {
		const sandbox = await start();
		expect((await call(sandbox, 'GET', `${path}?limit=101`)).body?.error?.code).toBe(
			'invalid_request',
		);
	});
});

test('stock videos have a preview, a video and its seconds; music has a length', async () => {
	const sandbox = await start();
	const first = async (path: string, field: string) =>
		((await call(sandbox, 'GET', path)).body?.data?.[field] as object[])[0];

	const stock = {
		name: expect.any(String) as string,
		preview: expect.stringMatching(/^http/) as string,
		video: expect.stringMatching(/^http/) as string,
		video_duration: expect.any(Number) as number,
	};
	expect(await first('/game-videos', 'gameVideos')).toEqual(stock);
	expect(await first('/meme-hooks', 'memeHooks')).toEqual(stock);
	expect(await first('/music', 'music')).toMatchObject({
		name: expect.any(String) as string,
		duration: expect.any(Number) as number,
	});
});

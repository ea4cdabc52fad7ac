import './support/environment';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Container } from '@n8n/di';
import { BinaryDataService, FileTooLargeError } from 'n8n-core';
import { contentOf, runSsemble, type SsembleOptions } from './support/engine';
import { prepare } from './support/execution';
import { getResults } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

type Mode = 'database' | 'default' | 'filesystem-v2';
const service = () => Container.get(BinaryDataService) as unknown as { mode: Mode };

/** The largest file that n8n takes into its database here. */
const MOST_BYTES = 1_000_000;

/** n8n's database of files: only the whole n8n has one. */
const stored = new Map<string, Buffer>();
beforeAll(async () => {
	await prepare();
	const database = {
		async store(_location: unknown, file: Buffer | Readable) {
			const content = Buffer.isBuffer(file) ? file : await buffer(file);
			const fileId = String(stored.size);
			if (content.length > MOST_BYTES) {
				const fileSizeMb = content.length / 1024 ** 2;
				throw new FileTooLargeError({ fileSizeMb, maxFileSizeMb: 1, fileId });
			}
			stored.set(fileId, content);
			return { fileId, fileSize: content.length };
		},
		getAsBuffer: async (id: string) => await Promise.resolve(stored.get(id) ?? Buffer.alloc(0)),
	};
	Container.get(BinaryDataService).setManager('database', database as never);
});

afterEach(() => {
	service().mode = 'filesystem-v2';
	s.sandbox.settings.latencyMs = 0;
});

/** The address of a video of so many bytes. */
const video = (size: number, name = 1) =>
	`${s.sandbox.origin}/videos/${'a'.repeat(24)}-${name}.mp4?size=${size}`;
const download = async (sizes: number[], options: SsembleOptions = {}) =>
	await runSsemble({ resource: 'short', operation: 'download' }, s.host, {
		items: sizes.map((size, index) => ({ video_url: video(size, index + 1) })),
		...options,
	});
const mostAtOnce = () => Math.max(...s.sandbox.downloads.map(({ inFlight }) => inFlight));

describe.each([
	['in its database', 'database', 1],
	['in memory', 'default', 1],
	['on the file system', 'filesystem-v2', 3],
] as const)('Where n8n keeps files %s', (_where, mode, most) => {
	beforeEach(() => {
		service().mode = mode;
		// Those that may be open at once begin within this time, also on a busy machine.
		s.sandbox.settings.latencyMs = most > 1 ? 1_000 : 30;
	});

	it(`Download Video has at most ${most} open at once`, async () => {
		const run = await download([200_000, 300_000, 400_000, 500_000, 600_000, 700_000]);

		expect(run.error).toBeUndefined();
		const files = run.items('Ssemble').map(({ binary }) => binary?.data);
		const contents = await Promise.all(files.map(async (file) => file && (await contentOf(file))));
		expect(contents.map((content) => content?.length)).toEqual([
			200_000, 300_000, 400_000, 500_000, 600_000, 700_000,
		]);
		expect(mostAtOnce()).toBe(most);
	});

	it(`Get Results has at most ${most} open at once, over all requests`, async () => {
		const requests = [1, 2, 3].map(() => s.seed({ clips: 2 }));
		const run = await runSsemble(getResults({ clipOptions: { downloadVideos: true } }), s.host, {
			items: requests.map(({ id }) => ({ requestId: id })),
		});

		expect(run.items('After').filter(({ binary }) => binary?.data)).toHaveLength(6);
		expect(mostAtOnce()).toBe(most);
	});
});

describe('A video that is larger than what n8n takes into its database', () => {
	beforeEach(() => {
		service().mode = 'database';
	});

	it('is told with what to set, and not downloaded again', async () => {
		const { error } = await download([2 * MOST_BYTES]);

		expect(error?.message).toBe(
			'The video is too large for this n8n: it exceeds the max size limit of 1 MB set for `database` mode',
		);
		expect(error?.description).toContain('N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE');
		expect(error?.itemIndex).toBe(0);
		expect(s.sandbox.downloads).toHaveLength(1);
	});

	it('does not keep the others from being stored, if the node is to continue', async () => {
		const run = await download([200_000, 2 * MOST_BYTES, 300_000], {
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.json('After').map((json) => 'error' in json)).toEqual([false, true, false]);
		expect(run.items('After').map(({ binary }) => binary?.data?.bytes)).toEqual([
			200_000,
			undefined,
			300_000,
		]);
	});
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isVideoContent } from '../../nodes/Ssemble/results/videoContent';

const clip = readFileSync(join(__dirname, '../../sandbox/assets/clip.mp4'));
const bytes = (...parts: Array<number | string>) =>
	Buffer.concat(
		parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
	);

it.each<[string, Buffer]>([
	['an MP4 file', clip],
	['QuickTime', bytes(0, 0, 0, 8, 'wide', 0, 0)],
	['Matroska', bytes(0x1a, 0x45, 0xdf, 0xa3, 1)],
	['AVI', bytes('RIFF', 1, 2, 3, 4, 'AVI LIST')],
	['Flash', bytes('FLV', 1, 5)],
	['MPEG', bytes(0, 0, 1, 0xba, 0x44)],
])('A video is known by its beginning: %s', (_what, content) => {
	expect(isVideoContent(content, false)).toBe(true);
});

it('What begins like nothing known is a video only if the server says so', () => {
	const content = bytes(0x47, 0x40, 0, 0x10, 0, 0);
	expect(isVideoContent(content, true)).toBe(true);
	expect(isVideoContent(content, false)).toBe(false);
});

it.each<[string, Buffer]>([
	['nothing', Buffer.alloc(0)],
	['words', bytes('Not Found')],
	['a page behind a byte order mark', bytes(0xef, 0xbb, 0xbf, '<html>')],
	['JSON', bytes('\n  {"error": 1}')],
	['a page in UTF-16', Buffer.from('\ufeff<html>', 'utf16le')],
	['a page in UTF-16 without a mark', Buffer.from('<html><head>', 'utf16le')],
])('No video is %s, whatever the server says', (_what, content) => {
	expect(isVideoContent(content, true)).toBe(false);
});

it('No text is a video', () => {
	const texts = fc.array(fc.constantFrom('a', 'Z', '9', ' ', '<', '{', '\n', '\t', '.', 'é'), {
		minLength: 1,
		maxLength: 80,
	});
	fc.assert(
		fc.property(texts, fc.constantFrom<BufferEncoding>('utf8', 'latin1'), (text, encoding) => {
			const content = Buffer.from(`T${text.join('')}`, encoding);
			expect(isVideoContent(content, true)).toBe(false);
		}),
		{ numRuns: 1_000 },
	);
});

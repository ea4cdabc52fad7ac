import fc from 'fast-check';
import { videoFileName, videoType } from '../../nodes/Ssemble/results/videoFile';

it.each([
	['video/mp4', 'https://a.b/c', 'video/mp4'],
	['VIDEO/WebM; codecs="vp9, opus"', 'https://a.b/c.mp4', 'video/webm'],
	['', 'https://a.b/c', 'video/mp4'],
	['application/octet-stream', 'https://a.b/c.MOV?x=1', 'video/quicktime'],
	['application/octet-stream', 'https://a.b/webm', 'video/mp4'],
	['binary/octet-stream; charset=x', 'https://a.b/c.webm', 'video/webm'],
	['application/force-download', 'https://a.b/c.webm', 'video/webm'],
	['application/x-download', 'https://a.b/c', 'video/mp4'],
	['video/x-msvideo', 'https://a.b/c', 'video/x-msvideo'],
	['video/*', 'https://a.b/c', 'video/mp4'],
	['video/', 'https://a.b/c', 'video/mp4'],
	['video/../../etc/passwd', 'https://a.b/c', 'video/mp4'],
	['text/html', 'https://a.b/c.mp4', undefined],
	['application/json', 'https://a.b/c.mp4', undefined],
	['audio/mp4', 'https://a.b/c.mp4', undefined],
	['videos', 'https://a.b/c.mp4', undefined],
])('What comes as %p from %s is %p', (contentType, url, type) => {
	expect(videoType(contentType, url)).toBe(type);
});

it.each([
	['My clip', 'video/mp4', 'My clip.mp4'],
	['My clip.mp4', 'video/mp4', 'My clip.mp4'],
	['My clip.MOV', 'video/mp4', 'My clip.mp4'],
	['My clip.mp4', 'video/webm', 'My clip.webm'],
	['Part 1.5', 'video/mp4', 'Part 1.5.mp4'],
	['../../etc/passwd', 'video/mp4', 'etc passwd.mp4'],
	['..', 'video/mp4', 'clip.mp4'],
	['.hidden', 'video/mp4', 'hidden.mp4'],
	['  a \n\t b  ', 'video/mp4', 'a b.mp4'],
	['C:\\x:y|z?*"<>', 'video/mp4', 'C x y z.mp4'],
	['', 'video/mp4', 'clip.mp4'],
	['Ümläut 🎬 日本', 'video/mp4', 'Ümläut 🎬 日本.mp4'],
	['a', 'video/x-msvideo', 'a.msvideo'],
	['a', 'video/quicktime', 'a.mov'],
	['a', 'video/../../etc/passwd', 'a.mp4'],
	['con', 'video/mp4', 'con clip.mp4'],
	['NUL.mp4', 'video/mp4', 'NUL clip.mp4'],
	['aux', 'video/webm', 'aux clip.webm'],
	['COM1', 'video/mp4', 'COM1 clip.mp4'],
	['con.part 1', 'video/mp4', 'con clip.part 1.mp4'],
	['con . part 1', 'video/mp4', 'con clip . part 1.mp4'],
	['Console', 'video/mp4', 'Console.mp4'],
])('%p of type %s becomes %p', (name, type, fileName) => {
	expect(videoFileName(name, type)).toBe(fileName);
});

it('Any title becomes a file name that any system takes', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
			const name = videoFileName(title, 'video/mp4');
			expect(name).toMatch(/^[^\\/:*?"<>|\p{Cc}]+\.mp4$/u);
			expect(name).not.toMatch(/^[.\s]|\s\.mp4$/);
			expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
		}),
	);
});

import fc from 'fast-check';
import { parseTime, showTime } from '../../nodes/Ssemble/submit/videoTime';

it.each<[unknown, number]>([
	[90, 90],
	['90', 90],
	[' 1:30 ', 90],
	['1:02:30', 3_750],
	['90:00', 5_400],
	['0:00', 0],
	['12.48', 12.48],
	['1:30.5', 90.5],
	[0.1 + 0.2, 0.3],
])('%p is a moment of a video, at %p seconds', (written, seconds) => {
	expect(parseTime(written)).toBe(seconds);
});

it.each([
	'1:75',
	'1:60:00',
	'soon',
	'',
	'   ',
	'-5',
	'1:2',
	'1e3',
	-5,
	NaN,
	Infinity,
	true,
	false,
	[],
	[600],
	{},
	null,
	undefined,
])('%p is no moment of a video', (written) => {
	expect(parseTime(written)).toBeUndefined();
});

it('A time that is shown can be read again', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 18_000_000 }), (milliseconds) => {
			expect(parseTime(showTime(milliseconds / 1_000))).toBe(milliseconds / 1_000);
		}),
	);
});

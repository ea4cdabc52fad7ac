import type { INodeParameters } from 'n8n-workflow';
import { runSsemble } from './support/engine';
import { create, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

describe('Before a credit is spent, Create refuses', () => {
	it.each<[string, INodeParameters, string[]]>([
		['no address', { url: "={{ '' }}" }, ['YouTube URL', 'empty']],
		['an address of spaces', { url: '  ' }, ['YouTube URL', 'empty']],
		['an address from a missing field', { url: '={{ $json.missing }}' }, ['YouTube URL', 'empty']],
		['an address that is null', { url: '={{ null }}' }, ['YouTube URL', 'empty']],
		['a number as address', { url: '={{ 12 }}' }, ['YouTube URL', '12']],
		[
			'no file address',
			{ videoSource: 'fileUrl', fileUrl: "={{ '' }}" },
			['Video File URL', 'empty'],
		],
		['words instead of an address', { url: 'my video' }, ['YouTube URL', 'my video']],
		[
			'another protocol',
			{ videoSource: 'fileUrl', fileUrl: 'ftp://example.com/a.mp4' },
			['Video File URL', 'ftp:'],
		],
		['two addresses', { url: `${VIDEO}, ${VIDEO}` }, ['YouTube URL', 'more than one']],
		['addresses line by line', { url: `${VIDEO}\n${VIDEO}` }, ['YouTube URL', 'more than one']],
		['a list of addresses', { url: `={{ ['${VIDEO}', '${VIDEO}'] }}` }, ['YouTube URL']],
		['a Short', { url: 'https://www.youtube.com/shorts/abc123' }, ['YouTube URL', 'Short']],
		['a Short of the phone', { url: 'https://m.youtube.com/shorts/abc123' }, ['Short']],
		['another site', { url: 'https://vimeo.com/1234' }, ['YouTube URL', 'vimeo.com']],
		['a playlist', { url: 'https://www.youtube.com/playlist?list=PL1' }, ['playlist']],
		['a playlist, as the player shows it', { url: 'youtube.com/watch?list=PL1' }, ['playlist']],
		['a channel', { url: 'https://www.youtube.com/@ssemble' }, ['channel']],
		[
			'YouTube as a file',
			{ videoSource: 'fileUrl', fileUrl: VIDEO },
			['Video File URL', 'YouTube'],
		],
		[
			'a page of Google Drive as a file',
			{ videoSource: 'fileUrl', fileUrl: 'https://drive.google.com/file/d/1/view' },
			['Google Drive'],
		],
		[
			'a page of Dropbox as a file',
			{ videoSource: 'fileUrl', fileUrl: 'https://www.dropbox.com/scl/fi/x/a.mp4?rlkey=1&dl=0' },
			['Dropbox'],
		],
		['a source that does not exist', { videoSource: 'vimeo' }, ['Video Source', 'vimeo']],
		['a list as text', { additionalOptions: { ctaText: "={{ ['a', 'b'] }}" } }, ['Call to Action']],
		['a number as text', { additionalOptions: { musicName: '={{ 7 }}' } }, ['Music', '7']],
		['no limit of credits', { videoRange: 'whole', maxCredits: 0 }, ['Max Credits']],
		['half a credit', { videoRange: 'whole', maxCredits: '={{ 0.5 }}' }, ['Max Credits']],
		['a credit limit in words', { additionalOptions: { creditLimit: 'few' } }, ['Credit Limit']],
		['an end before the start', { start: 100, end: 90 }, ['End', '1:30', 'Start', '1:40']],
		['an end at the start', { start: 100, end: 100 }, ['End', 'Start']],
		['a range below a second', { start: 10, end: 10.5 }, ['Start', 'End', 'second']],
		['a range above 20 minutes', { start: 0, end: 1_201 }, ['Start', 'End', '20:01', '20 minutes']],
		[
			'an end beyond the longest video, also if the range is to be split',
			{ end: 18_001, additionalOptions: { splitLongRanges: true } },
			['End', '5:00:01', '5 hours'],
		],
		['a negative start', { start: -5 }, ['Start']],
		['a start that is no time', { start: 'soon' }, ['Start', 'soon']],
		['minutes and seconds that no clock has', { start: '1:75' }, ['Start', '1:75']],
		['a blank start', { start: '   ' }, ['Start', 'empty']],
		['a list as end', { end: '={{ [600] }}' }, ['End']],
		['a switch as end', { end: '={{ true }}' }, ['End']],
		['an end from a missing field', { end: '={{ $json.missing }}' }, ['End']],
		[
			'a call to action of 201 characters',
			{ additionalOptions: { ctaText: 'x'.repeat(201) } },
			['Call to Action', '201', '200'],
		],
		['a volume above 100', { additionalOptions: { musicVolume: 101 } }, ['Music Volume', '100']],
		['a volume below 0', { additionalOptions: { musicVolume: -1 } }, ['Music Volume']],
		[
			'a volume in words',
			{ additionalOptions: { musicVolume: "={{ 'loud' }}" } },
			['Music Volume'],
		],
	])('%s', async (_what, parameters, named) => {
		const run = await runSsemble(create(parameters), s.host);

		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0, node: 'Ssemble' });
		for (const text of named) expect(run.error?.message).toContain(text);
		expect(run.error?.description).toMatch(/\w{3,}.*\./);
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('the whole run, if only a later item is wrong, and names that item', async () => {
		const run = await runSsemble(create({ end: '={{ $json.end }}' }), s.host, {
			items: [{ end: 60 }, { end: 120 }, { end: 5_000 }],
		});

		expect(run.error).toMatchObject({ itemIndex: 2 });
		expect(run.error?.message).toContain('1:23:20');
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('only the wrong items, if the node is set to continue', async () => {
		const run = await runSsemble(create({ end: '={{ $json.end }}' }), s.host, {
			items: [{ end: 60 }, { end: -1 }, { end: 120 }],
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.status).toBe('success');
		expect(s.calls('POST /shorts/create')).toHaveLength(2);
		expect(run.json('After')).toMatchObject([
			{ status: 'queued' },
			{ error: expect.stringContaining('End') as string },
			{ status: 'queued' },
		]);
		expect(run.items('Ssemble').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});

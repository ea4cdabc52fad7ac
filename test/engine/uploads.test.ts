import type { IBinaryData } from 'n8n-workflow';
import { runSsemble } from './support/engine';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

it('An uploaded file that n8n has lost is refused alone: the other items are submitted', async () => {
	const { host } = s.addAccount();
	const lost: IBinaryData = {
		id: 'filesystem-v2:workflows/any/executions/temp/binary_data/lost',
		fileName: 'talk.mp4',
		mimeType: 'video/mp4',
		data: 'filesystem-v2',
	};
	const run = await runSsemble(
		{
			...{ resource: 'short', operation: 'create', notify: 'none' },
			...{ videoSource: '={{ $binary.data ? "binary" : "url" }}' },
			...{ url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', start: '0', end: '10:00' },
		},
		host,
		{
			input: [
				{ json: {}, binary: { data: lost }, pairedItem: { item: 0 } },
				{ json: {}, pairedItem: { item: 1 } },
			],
			node: { onError: 'continueRegularOutput' },
		},
	);

	expect(run.error).toBeUndefined();
	expect(run.json('After')).toEqual([
		expect.objectContaining({
			error: expect.stringContaining(
				'The uploaded file in the field data could not be copied',
			) as string,
			message: expect.stringContaining('Upload it again') as string,
		}),
		expect.objectContaining({ status: 'queued' }),
	]);
	expect(s.calls('POST /shorts/create')).toHaveLength(1);
});

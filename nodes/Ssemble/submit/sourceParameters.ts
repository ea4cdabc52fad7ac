import type { INodeProperties } from 'n8n-workflow';

/** Which video, and which part of it. */
export const sourceParameters: INodeProperties[] = [
	{
		displayName: 'Video Source',
		name: 'videoSource',
		type: 'options',
		options: [
			{
				name: 'Video File URL',
				value: 'fileUrl',
				description: 'A public link that leads straight to a video file, such as an MP4',
			},
			{ name: 'YouTube URL', value: 'url', description: 'A regular, public YouTube video' },
		],
		default: 'url',
		description: 'Where the long video is',
	},
	{
		displayName: 'YouTube URL',
		name: 'url',
		type: 'string',
		required: true,
		displayOptions: { show: { videoSource: ['url'] } },
		default: '',
		placeholder: 'e.g. https://www.youtube.com/watch?v=dQw4w9WgXcQ',
		description:
			'Address of the YouTube video to clip, up to 5 hours long. YouTube Shorts cannot be clipped.',
	},
	{
		displayName: 'Video File URL',
		name: 'fileUrl',
		type: 'string',
		required: true,
		displayOptions: { show: { videoSource: ['fileUrl'] } },
		default: '',
		placeholder: 'e.g. https://example.com/episode-12.mp4',
		description:
			'Address of the video file to clip. It must be public: Ssemble downloads it without signing in.',
	},
	{
		displayName: 'Start (Seconds)',
		name: 'start',
		type: 'number',
		required: true,
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Where in the video to begin looking for clips, in seconds from its beginning',
	},
	{
		displayName: 'End (Seconds)',
		name: 'end',
		type: 'number',
		required: true,
		typeOptions: { minValue: 1 },
		default: 600,
		description:
			"Where in the video to stop, in seconds from its beginning. One request covers up to 20 minutes (1,200 seconds); for more, add the option 'Split Long Ranges'.",
	},
];

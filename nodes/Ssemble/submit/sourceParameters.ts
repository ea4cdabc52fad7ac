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
		displayOptions: { show: { videoSource: ['fileUrl'] } },
		default: '',
		placeholder: 'e.g. https://example.com/episode-12.mp4',
		description:
			'Address of the video file to clip. It must be public: Ssemble downloads it without signing in.',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'string',
		required: true,
		default: '0',
		placeholder: 'e.g. 1:30',
		description:
			'Where in the video to begin looking for clips: a time such as 1:30 or 1:02:30, or seconds such as 90',
	},
	{
		displayName: 'End',
		name: 'end',
		type: 'string',
		required: true,
		default: '10:00',
		placeholder: 'e.g. 21:30',
		description:
			"Where in the video to stop: a time such as 21:30 or 1:02:30, or seconds. One request covers up to 20 minutes; for more, add the option 'Split Long Ranges'.",
	},
];

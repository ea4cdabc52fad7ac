import type { INodeProperties } from 'n8n-workflow';
import { LANGUAGES } from './languages';

/** Which video. */
export const videoParameters: INodeProperties[] = [
	{
		displayName: 'Video Source',
		name: 'videoSource',
		type: 'options',
		options: [
			{
				name: 'File From an Earlier Node',
				value: 'binary',
				description:
					'A video file in the input item, e.g. from Google Drive, Dropbox, a form or an HTTP download',
			},
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
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		displayOptions: { show: { videoSource: ['binary'] } },
		default: 'data',
		hint: 'The name of the input field that holds the video file',
		description:
			'Which file of the input item to clip. Ssemble fetches it from this n8n, which must be reachable from the internet.',
	},
];

/** Which part of it. */
const rangeParameters: INodeProperties[] = [
	{
		displayName: 'Part of the Video',
		name: 'videoRange',
		type: 'options',
		options: [
			{
				name: 'From Start to End',
				value: 'range',
				description: 'Up to 20 minutes, for 1 credit',
			},
			{
				name: 'Whole Video',
				value: 'whole',
				description: 'All of it, however long it is, for 1 credit per 20 minutes',
			},
		],
		default: 'range',
		description: 'Which part of the video to look for clips in',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'string',
		required: true,
		displayOptions: { show: { videoRange: ['range'] } },
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
		displayOptions: { show: { videoRange: ['range'] } },
		default: '10:00',
		placeholder: 'e.g. 21:30',
		description:
			"Where in the video to stop: a time such as 21:30 or 1:02:30, or seconds. One request covers up to 20 minutes; for more, add the option 'Split Long Ranges'.",
	},
	{
		displayName: 'Max Credits',
		name: 'maxCredits',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { videoRange: ['whole'] } },
		default: 3,
		description:
			'How many credits to spend on each video at most. One credit covers 20 minutes, so 3 cover the first hour.',
	},
];

export const languageParameter: INodeProperties = {
	displayName: 'Spoken Language',
	name: 'language',
	type: 'options',
	options: LANGUAGES,
	default: 'en',
	description: 'The language that is spoken in the video',
};

/** Shortest first. */
const LENGTHS = [
	{ name: 'Under 30 Seconds', value: 'under30sec' },
	{ name: 'Under 60 Seconds', value: 'under60sec' },
	{ name: 'Under 90 Seconds', value: 'under90sec' },
	{ name: 'Under 3 Minutes', value: 'under3min' },
	{ name: 'Under 5 Minutes', value: 'under5min' },
	{ name: 'Under 10 Minutes', value: 'under10min' },
];

export const preferredLengthParameter: INodeProperties = {
	displayName: 'Preferred Length',
	name: 'preferredLength',
	type: 'options',
	options: LENGTHS,
	default: 'under60sec',
	description: 'How long the clips should be at most',
};

/** Which video, which part of it, and what most people want to say about the clips. */
export const sourceParameters: INodeProperties[] = [
	...videoParameters,
	...rangeParameters,
	languageParameter,
	preferredLengthParameter,
];

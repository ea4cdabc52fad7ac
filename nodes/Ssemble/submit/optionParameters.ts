import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The languages that Ssemble knows; by one of two sources also Persian, Indonesian, Ukrainian and Vietnamese. */
const LANGUAGES: INodePropertyOptions[] = Object.entries({
	Arabic: 'ar',
	Chinese: 'zh',
	Czech: 'cs',
	Danish: 'da',
	Dutch: 'nl',
	English: 'en',
	Finnish: 'fi',
	French: 'fr',
	German: 'de',
	Hindi: 'hi',
	Indonesian: 'id',
	Italian: 'it',
	Japanese: 'ja',
	Korean: 'ko',
	Norwegian: 'no',
	Persian: 'fa',
	Polish: 'pl',
	Portuguese: 'pt',
	Russian: 'ru',
	Spanish: 'es',
	Swedish: 'sv',
	Turkish: 'tr',
	Ukrainian: 'uk',
	Vietnamese: 'vi',
}).map(([name, value]) => ({ name, value }));

/**
 * A dropdown that is filled from the account, or something typed in.
 *
 * @param typedIn how the editor calls what is typed in
 */
function fromList(
	displayName: string,
	name: string,
	searchListMethod: string,
	description: string,
	typedIn: 'ID' | 'Name',
	placeholder: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose…',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: `By ${typedIn}`,
				name: typedIn.toLowerCase(),
				type: 'string',
				placeholder,
			},
		],
	};
}

/** All that can be said about the clips. What is left at its default is not sent. */
export const optionParameters: INodeProperties = {
	displayName: 'Additional Options',
	name: 'additionalOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Background Music',
			name: 'music',
			type: 'boolean',
			default: false,
			description:
				"Whether to play music behind the clips. A random track, unless you choose one with 'Music Track'.",
		},
		{
			displayName: 'Call to Action',
			name: 'ctaEnabled',
			type: 'boolean',
			default: false,
			description:
				"Whether to show a call to action at the end of each clip. Needs the option 'Call to Action Text'.",
		},
		{
			displayName: 'Call to Action Text',
			name: 'ctaText',
			type: 'string',
			default: '',
			placeholder: 'e.g. Follow for more!',
			description: "The call to action to show, up to 200 characters. Turns 'Call to Action' on.",
		},
		{
			displayName: 'Caption Language',
			name: 'captionLanguage',
			type: 'options',
			options: [{ name: 'Same as Spoken Language', value: '' }, ...LANGUAGES],
			default: '',
			description: 'The language of the captions. They are translated if it is not the spoken one.',
		},
		fromList(
			'Caption Template',
			'templateId',
			'searchTemplates',
			'How the captions look. Karaoke, if you choose none.',
			'ID',
			'e.g. 66a1b2c3d4e5f6a7b8c9d0e1',
		),
		{
			displayName: 'Game Video',
			name: 'gameVideo',
			type: 'boolean',
			default: false,
			description:
				"Whether to split the screen and show gameplay below. A random one, unless you choose it with 'Game Video Name'.",
		},
		fromList(
			'Game Video Name',
			'gameVideoName',
			'searchGameVideos',
			"The gameplay to show below the clip. Turns 'Game Video' on. Upper and lower case matter.",
			'Name',
			'e.g. Subway Run 1',
		),
		{
			displayName: 'Hook Title',
			name: 'hookTitle',
			type: 'boolean',
			default: false,
			description: 'Whether to show an animated title at the start of each clip',
		},
		{
			displayName: 'Keep Range as One Clip',
			name: 'noClipping',
			type: 'boolean',
			default: false,
			description:
				'Whether to turn the whole range into a single clip instead of looking for highlights in it',
		},
		{
			displayName: 'Layout',
			name: 'layout',
			type: 'options',
			options: [
				{ name: 'Auto', value: 'auto', description: 'Ssemble decides scene by scene' },
				{ name: 'Fill', value: 'fill', description: 'Fill the frame and cut off the sides' },
				{
					name: 'Fit',
					value: 'fit',
					description: 'Show the whole picture with bars above and below',
				},
				{ name: 'Square', value: 'square', description: 'Show a square part of the picture' },
			],
			default: 'auto',
			description: 'How the picture is fitted into the vertical frame',
		},
		{
			displayName: 'Meme Hook',
			name: 'memeHook',
			type: 'boolean',
			default: false,
			description:
				"Whether to put an attention grabber of 2 to 5 seconds in front of each clip. A random one, unless you choose it with 'Meme Hook Name'.",
		},
		fromList(
			'Meme Hook Name',
			'memeHookName',
			'searchMemeHooks',
			"The attention grabber to put in front of each clip. Turns 'Meme Hook' on. Upper and lower case matter.",
			'Name',
			'e.g. Wait What',
		),
		fromList(
			'Music Track',
			'musicName',
			'searchMusic',
			"The track to play behind the clips. Turns 'Background Music' on. Upper and lower case matter.",
			'Name',
			'e.g. Calm Piano',
		),
		{
			displayName: 'Music Volume',
			name: 'musicVolume',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 10,
			description: "How loud the music is, from 0 to 100. Turns 'Background Music' on.",
		},
		{
			displayName: 'Preferred Length',
			name: 'preferredLength',
			type: 'options',
			options: [
				{ name: 'Under 10 Minutes', value: 'under10min' },
				{ name: 'Under 3 Minutes', value: 'under3min' },
				{ name: 'Under 30 Seconds', value: 'under30sec' },
				{ name: 'Under 5 Minutes', value: 'under5min' },
				{ name: 'Under 60 Seconds', value: 'under60sec' },
				{ name: 'Under 90 Seconds', value: 'under90sec' },
			],
			default: 'under60sec',
			description: 'How long the clips should be at most',
		},
		{
			displayName: 'Split Long Ranges',
			name: 'splitLongRanges',
			type: 'boolean',
			default: false,
			description:
				'Whether to cover a range of more than 20 minutes with several requests of up to 20 minutes each. Every one of them costs a credit.',
		},
		{
			displayName: 'Spoken Language',
			name: 'language',
			type: 'options',
			options: LANGUAGES,
			default: 'en',
			description: 'The language that is spoken in the video',
		},
	],
};

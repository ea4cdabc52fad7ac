import type { INodeProperties } from 'n8n-workflow';
import { LANGUAGES } from './languages';

/** A switch of the API without which an option means nothing. */
type Switch = 'ctaEnabled' | 'gameVideo' | 'memeHook' | 'music';

/** One of the additional options. */
export interface Option {
	parameter: INodeProperties;
	/** The switch that goes along with it. */
	turnsOn?: Switch;
	/** Whether it is for this node alone, and never sent. */
	isOurs?: boolean;
}

/** The name that the list of music, game videos and meme hooks has for "any of them". */
export const RANDOM = 'random';

/** All that can be said about the clips, in the order in which the editor offers it. */
export const OPTIONS = {
	ctaText: {
		parameter: {
			displayName: 'Call to Action',
			name: 'ctaText',
			type: 'string',
			default: '',
			placeholder: 'e.g. Follow for more!',
			description: 'A text to show on each clip, up to 200 characters',
		},
		turnsOn: 'ctaEnabled',
	},
	captionLanguage: {
		parameter: {
			displayName: 'Caption Language',
			name: 'captionLanguage',
			type: 'options',
			options: [{ name: 'Same as Spoken Language', value: '' }, ...LANGUAGES],
			default: '',
			description: 'The language of the captions. They are translated if it is not the spoken one.',
		},
	},
	templateId: {
		parameter: fromList(
			'Caption Template',
			'templateId',
			'searchTemplates',
			'How the captions look. Karaoke, if you choose none.',
			'ID',
			'e.g. 66a1b2c3d4e5f6a7b8c9d0e1',
		),
	},
	creditLimit: {
		parameter: {
			displayName: 'Credit Limit',
			name: 'creditLimit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10,
			description:
				'How many credits one run of this node may spend at most. If the input items ask for more, nothing is submitted.',
		},
		isOurs: true,
	},
	gameVideoName: {
		parameter: fromList(
			'Game Video',
			'gameVideoName',
			'searchGameVideos',
			'The gameplay to show below the clip, on a split screen. Upper and lower case matter.',
			'Name',
			'e.g. Subway Run 1',
		),
		turnsOn: 'gameVideo',
	},
	hookTitle: {
		parameter: {
			displayName: 'Hook Title',
			name: 'hookTitle',
			type: 'boolean',
			default: false,
			description: 'Whether to show an animated title at the start of each clip',
		},
	},
	noClipping: {
		parameter: {
			displayName: 'Keep Range as One Clip',
			name: 'noClipping',
			type: 'boolean',
			default: false,
			description:
				'Whether to turn the whole range into a single clip instead of looking for highlights in it',
		},
	},
	layout: {
		parameter: {
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
	},
	memeHookName: {
		parameter: fromList(
			'Meme Hook',
			'memeHookName',
			'searchMemeHooks',
			'The attention grabber of 2 to 5 seconds to put in front of each clip. Upper and lower case matter.',
			'Name',
			'e.g. Wait What',
		),
		turnsOn: 'memeHook',
	},
	musicName: {
		parameter: fromList(
			'Music',
			'musicName',
			'searchMusic',
			'The track to play behind the clips. Upper and lower case matter.',
			'Name',
			'e.g. Calm Piano',
		),
		turnsOn: 'music',
	},
	musicVolume: {
		parameter: {
			displayName: 'Music Volume',
			name: 'musicVolume',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 10,
			description:
				'How loud the music is, from 0 to 100: light up to 20, balanced up to 40; above 60, speech is hard to understand. Plays a random track if you choose none.',
		},
		turnsOn: 'music',
	},
	splitLongRanges: {
		parameter: {
			displayName: 'Split Long Ranges',
			name: 'splitLongRanges',
			type: 'boolean',
			default: false,
			description:
				'Whether to cover a range of more than 20 minutes with several requests of up to 20 minutes each. Every one of them costs a credit.',
		},
		isOurs: true,
	},
} satisfies Record<string, Option>;

/** The options as one parameter. What is left at its default is not sent. */
export const optionParameters: INodeProperties = {
	displayName: 'Additional Options',
	name: 'additionalOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: Object.values(OPTIONS).map(({ parameter }) => parameter),
};

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

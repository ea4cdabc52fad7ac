import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { asBoolean, asText } from '../n8n/json';
import type { CreateShortsBody } from '../api/types';
import { optionParameters } from './optionParameters';
import { LONGEST_RANGE, splitRange, type Range } from './splitRange';
import { parseTime, showTime, toMillisecond } from './videoTime';

/** The longest call to action, in characters (API documentation, POST /shorts/create). */
const LONGEST_CTA_TEXT = 200;

/** The longest video, in seconds (API documentation, error video_too_long). */
const LONGEST_VIDEO = 18_000;

/** What the editor calls the two ends of the range. */
const START = 'Start';
const END = 'End';

/** Options whose value is chosen from a list or typed in. */
const LOCATORS = ['gameVideoName', 'memeHookName', 'musicName', 'templateId'];

/** Options that mean nothing unless a switch is on, and so turn it on. */
const SWITCHES: Record<string, string> = {
	ctaText: 'ctaEnabled',
	gameVideoName: 'gameVideo',
	memeHookName: 'memeHook',
	musicName: 'music',
	musicVolume: 'music',
};

/** Refuses an input item; `remedy` tells the user what to do. */
type Refuse = (message: string, remedy: string) => never;

/**
 * Reads and checks the parameters of one input item.
 *
 * @returns the bodies of the create requests to send: one, or several if a long range is to be split
 * @throws NodeOperationError that names the parameter and the remedy
 */
export function readBodies(context: IExecuteFunctions, itemIndex: number): CreateShortsBody[] {
	const refuse: Refuse = (message, description) => {
		throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
	};
	const given = readOptions(context, itemIndex);
	const source = readSource(context, itemIndex, refuse);
	const ranges = readRanges(context, itemIndex, asBoolean(given.splitLongRanges), refuse);
	const options = optionsToSend(given, refuse);
	return ranges.map((range) => ({ ...source, ...range, ...options }));
}

function readSource(context: IExecuteFunctions, itemIndex: number, refuse: Refuse) {
	const name = context.getNodeParameter('videoSource', itemIndex, 'url') as 'url' | 'fileUrl';
	const label = name === 'url' ? 'YouTube URL' : 'Video File URL';
	const address = asText(context.getNodeParameter(name, itemIndex, ''));

	if (address === '') {
		refuse(
			`'${label}' is empty`,
			'Enter the address of the video, e.g. from a field of the input item.',
		);
	}
	if (/[\s,;]\s*https?:/.test(address)) {
		refuse(
			`'${label}' holds more than one address`,
			'Pass in one item per video; the Split Out node turns a list into items.',
		);
	}
	if (!isWebAddress(address)) {
		refuse(
			`'${label}' is not a web address: ${address}`,
			'Enter an address that starts with https://.',
		);
	}
	if (isYouTubeShort(address)) {
		refuse(
			`'${label}' leads to a YouTube Short, which is a short clip already`,
			'Enter the address of the long video that you want to clip.',
		);
	}
	return { [name]: address };
}

function isWebAddress(address: string): boolean {
	return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

function isYouTubeShort(address: string): boolean {
	const { hostname, pathname } = new URL(address);
	return /(^|\.)youtube\.com$/.test(hostname) && pathname.startsWith('/shorts/');
}

function readRanges(
	context: IExecuteFunctions,
	itemIndex: number,
	split: boolean,
	refuse: Refuse,
): Range[] {
	const readTime = (name: string, label: string): number => {
		const value: unknown = context.getNodeParameter(name, itemIndex);
		return (
			parseTime(value) ??
			refuse(
				`'${label}' is not a time of the video: ${asText(value) || 'it is empty'}`,
				'Enter seconds or a time, e.g. 90, 1:30 or 1:02:30.',
			)
		);
	};
	const range = { start: readTime('start', START), end: readTime('end', END) };
	const length = toMillisecond(range.end - range.start);

	if (length <= 0) {
		refuse(
			`'${END}' is ${showTime(range.end)}, which is not after '${START}', ${showTime(range.start)}`,
			`Set '${END}' to a later moment of the video than '${START}'.`,
		);
	}
	if (length < 1) {
		refuse(
			`The range from '${START}' to '${END}' is shorter than a second`,
			`Set '${END}' at least 1 second after '${START}'.`,
		);
	}
	if (split) {
		if (range.end > LONGEST_VIDEO) {
			refuse(
				`'${END}' is ${showTime(range.end)}, but Ssemble takes videos of up to 5 hours`,
				`Set '${END}' to a moment of the video.`,
			);
		}
		return splitRange(range);
	}
	if (length > LONGEST_RANGE) {
		refuse(
			`The range from '${START}' to '${END}' is ${showTime(length)} long; one request covers up to 20 minutes`,
			`Set '${END}' closer to '${START}', or add the option 'Split Long Ranges', which sends several requests (each costs a credit).`,
		);
	}
	return [range];
}

function readOptions(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const given = context.getNodeParameter('additionalOptions', itemIndex, {}) as IDataObject;
	const names = Object.keys(given).filter((name) => LOCATORS.includes(name));
	const chosen = names.map((name): [string, unknown] => [
		name,
		context.getNodeParameter(`additionalOptions.${name}`, itemIndex, '', { extractValue: true }),
	]);
	return { ...given, ...(Object.fromEntries(chosen) as IDataObject) };
}

function optionsToSend(given: IDataObject, refuse: Refuse): IDataObject {
	const values: IDataObject = {};
	for (const option of optionParameters.options ?? []) {
		const value = readOption(given[option.name], 'type' in option ? option.type : '');
		if (option.name === 'splitLongRanges' || value === undefined || value === '') continue;
		const switchName = SWITCHES[option.name];
		if (switchName) values[switchName] = true;
		if (!('default' in option) || value !== option.default) values[option.name] = value;
	}
	checkOptions(values, refuse);
	return values;
}

function checkOptions({ ctaEnabled, ctaText, musicVolume }: IDataObject, refuse: Refuse): void {
	if (ctaEnabled === true && ctaText === undefined) {
		refuse(
			"'Call to Action' is on, but 'Call to Action Text' is empty",
			"Add the option 'Call to Action Text', or turn 'Call to Action' off.",
		);
	}
	if (typeof ctaText === 'string' && ctaText.length > LONGEST_CTA_TEXT) {
		refuse(
			`'Call to Action Text' has ${ctaText.length} characters; up to ${LONGEST_CTA_TEXT} are possible`,
			'Shorten the text.',
		);
	}
	const volume = Number(musicVolume ?? 0);
	if (!(volume >= 0 && volume <= 100)) {
		refuse("'Music Volume' is not between 0 and 100", 'Enter a number from 0 (silent) to 100.');
	}
}

/** What an expression yields may be text although the parameter is a number or a switch. */
function readOption(value: IDataObject[string], type: string): IDataObject[string] {
	const given = typeof value === 'string' ? value.trim() : (value ?? undefined);
	if (given === undefined || given === '') return given;
	if (type === 'boolean') return asBoolean(given);
	return type === 'number' && typeof given === 'string' ? Number(given) : given;
}

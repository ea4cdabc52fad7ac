import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { asBoolean, asText } from '../n8n/json';
import { asNumber, refuser, type Refuse } from '../n8n/parameters';
import type { CreateShortsBody } from '../api/types';
import { OPTIONS, RANDOM, type Option } from './optionParameters';
import { languageParameter, preferredLengthParameter } from './sourceParameters';

/** The longest call to action, in characters (API documentation, POST /shorts/create). */
const LONGEST_CTA_TEXT = 200;

type Options = Omit<CreateShortsBody, 'end' | 'fileUrl' | 'start' | 'url' | 'webhookUrl'>;

/** A value as it is sent; undefined if it is not. */
type Value = boolean | number | string | undefined;

/**
 * Reads how the clips of an input item are to be. What is left at its default is not sent.
 *
 * @throws NodeOperationError that names the option and the remedy
 */
export function readOptions(context: IExecuteFunctions, itemIndex: number): Options {
	const refuse = refuser(context, itemIndex);
	const given = context.getNodeParameter('additionalOptions', itemIndex, {}) as IDataObject;
	const sent: Record<string, Value> = {};

	for (const parameter of [languageParameter, preferredLengthParameter]) {
		const value: unknown = context.getNodeParameter(parameter.name, itemIndex, parameter.default);
		const text = readText(value, parameter.displayName, refuse);
		if (text !== parameter.default) sent[parameter.name] = text;
	}
	for (const option of Object.values<Option>(OPTIONS)) {
		const { parameter, turnsOn, isOurs } = option;
		if (isOurs || !(parameter.name in given)) continue;
		const value = readOption(context, itemIndex, option, refuse);
		if (value === undefined) continue;
		if (turnsOn) sent[turnsOn] = true;
		// The API takes any of them as soon as the switch is on.
		const isDefault = value === parameter.default || (turnsOn !== undefined && value === RANDOM);
		if (!isDefault) sent[parameter.name] = value;
	}
	return sent;
}

/** The most credits that the items of one run may spend; Infinity if none of them says. */
export function readCreditLimit(context: IExecuteFunctions): number {
	const { displayName, name } = OPTIONS.creditLimit.parameter;
	const limits = context.getInputData().map((_, itemIndex) => {
		const value: unknown = context.getNodeParameter(`additionalOptions.${name}`, itemIndex, null);
		if (value === null || value === undefined || value === '') return Infinity;
		const limit = asNumber(value);
		if (Number.isInteger(limit) && limit > 0) return limit;
		return refuser(context, itemIndex)(
			`'${displayName}' is not a whole number above 0`,
			'Enter how many credits one run of this node may spend, or remove the option.',
		);
	});
	return Math.min(...limits);
}

function readOption(
	context: IExecuteFunctions,
	itemIndex: number,
	{ parameter }: Option,
	refuse: Refuse,
): Value {
	const { displayName, name, type } = parameter;
	const value: unknown = context.getNodeParameter(`additionalOptions.${name}`, itemIndex, '', {
		extractValue: type === 'resourceLocator',
	});
	if (value === null || value === undefined || value === '') return undefined;
	if (type === 'boolean') return asBoolean(value);
	if (type === 'number') return readVolume(value, displayName, refuse);
	const text = readText(value, displayName, refuse);
	if (name === 'ctaText' && text !== undefined && text.length > LONGEST_CTA_TEXT) {
		refuse(
			`'${displayName}' has ${text.length} characters; up to ${LONGEST_CTA_TEXT} are possible`,
			'Shorten the text.',
		);
	}
	return text;
}

function readVolume(value: unknown, label: string, refuse: Refuse): number {
	const volume = asNumber(value);
	if (volume >= 0 && volume <= 100) return volume;
	return refuse(`'${label}' is not between 0 and 100`, 'Enter a number from 0 (silent) to 100.');
}

/** @returns undefined for a blank */
function readText(value: unknown, label: string, refuse: Refuse): string | undefined {
	if (typeof value === 'string') return value.trim() || undefined;
	if (value === null || value === undefined) return undefined;
	return refuse(
		`'${label}' is not a text: ${asText(value)}`,
		'Enter a text, or remove the option.',
	);
}

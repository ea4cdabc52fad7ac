import type { INodePropertyOptions } from 'n8n-workflow';

/** The languages that Ssemble knows; by one of two sources also Persian, Indonesian, Ukrainian and Vietnamese. */
export const LANGUAGES: INodePropertyOptions[] = Object.entries({
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

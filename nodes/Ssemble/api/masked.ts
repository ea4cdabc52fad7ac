/** What is shown in the place of an API key. */
const MASK = '[API key]';

/** The shortest text that is taken for a key; a shorter one would be found in any text. */
const SHORTEST_KEY = 8;

/** How many of its last characters give a key away by themselves, and how many do behind stars or dots. */
const TELLING_TAIL = 8;
const STARRED_TAIL = 4;

/** How much of a text is searched, in characters: it is meant to be shown, and nobody shows more. */
const MOST_SEARCHED = 5_000;

/**
 * Takes out of a text whatever looks like a Ssemble API key, so that an echo of it never reaches a log.
 *
 * @param text any text from outside
 * @param apiKey the key in use, if known, which then need not look like one
 * @returns the text, cut off after 5,000 characters
 */
export function withoutApiKey(text: string, apiKey?: string): string {
	const searched = text.slice(0, MOST_SEARCHED);
	const known = apiKey?.trim() ?? '';
	const cleaned = known.length < SHORTEST_KEY ? searched : withoutForms(searched, known);
	return cleaned.replace(/sk_ssemble_[\w-]+/gi, MASK);
}

/**
 * Takes out of a text what opens a URL in it to anybody: signatures and tokens, also of a URL that is encoded, and a
 * name and password in front of the host.
 */
export function withoutTokens(text: string): string {
	return text
		.replace(
			/((?:[?&;]|%3f|%26|\\u0026)(?:signature|token|sig|key)(?:=|%3d))(?:(?!%26|\\u0026)[^&\s"'<>])+/gi,
			'$1***',
		)
		.replace(/(:\/\/|%3a%2f%2f)(?:(?!%2f)[^/?#\s"'<>])*(?:@|%40)/gi, '$1***@');
}

/** A text may show the key in capitals, spaced out, as HTML entities, base64 or hex, or its end alone. */
function withoutForms(text: string, key: string): string {
	const bytes = Buffer.from(key);
	const encodings = [encodeURIComponent(key), bytes.toString('base64'), bytes.toString('hex')];
	const patterns = [
		spelledOut(key),
		...encodings.map((form) => `${literal(form.replace(/=+$/, ''))}=*`),
	];
	if (key.length >= 2 * TELLING_TAIL) {
		patterns.push(`[*•…\\w-]*${literal(key.slice(-TELLING_TAIL))}`);
		patterns.push(`[*•…]+\\s?[\\w-]{0,${TELLING_TAIL}}${literal(key.slice(-STARRED_TAIL))}`);
	}
	return patterns.reduce(
		(cleaned, pattern) => cleaned.replace(new RegExp(pattern, 'gi'), MASK),
		text,
	);
}

/** Character by character, each as itself or as an entity, with or without a space between. */
function spelledOut(key: string): string {
	return Array.from(key, (character) => {
		const code = character.charCodeAt(0);
		return `(?:${literal(character)}|&#0*${code};|&#x0*${code.toString(16)};)`;
	}).join('\\s?');
}

function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The file extension of each kind of video. */
const EXTENSIONS: Record<string, string> = {
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
	'video/webm': 'webm',
	'video/x-m4v': 'm4v',
	'video/x-matroska': 'mkv',
};

/** Types that say no more than that it is a file. */
const VAGUE_TYPES = [
	'',
	'application/force-download',
	'application/mp4',
	'application/octet-stream',
	'application/x-download',
	'binary/octet-stream',
];

/** What a kind of video can be called, and what its files' extension is without "x-". */
const VIDEO_TYPE = /^video\/(?:x-)?([a-z0-9]{1,8})$/;

/** Names that Windows keeps for devices, whatever extension follows. */
const RESERVED_NAMES = /^(con|prn|nul|aux|com\d|lpt\d)(?=\s*(\.|$))/i;

/** The longest file name, without extension, in characters. File systems take 255 bytes, a character has up to 4. */
const LONGEST_NAME = 60;

/**
 * The MIME type of a video file, or undefined if it is not one.
 *
 * @param contentType as the server gives it, '' if it does not
 * @param url where it lies; its extension decides where the server does not tell
 */
export function videoType(contentType: string, url: string): string | undefined {
	const type = contentType.split(';', 1).join('').trim().toLowerCase();
	if (Object.hasOwn(EXTENSIONS, type) || VIDEO_TYPE.test(type)) return type;
	if (type.startsWith('video/')) return 'video/mp4';
	if (!VAGUE_TYPES.includes(type)) return undefined;

	const path = new URL(url).pathname.toLowerCase();
	const known = Object.entries(EXTENSIONS).find(([, extension]) => path.endsWith(`.${extension}`));
	return known?.[0] ?? 'video/mp4';
}

/**
 * A file name that any system takes, with the extension that belongs to the type.
 *
 * @param name any text, with or without a video's extension
 * @param mimeType as `videoType` gives it
 */
export function videoFileName(name: string, mimeType: string): string {
	const extension = EXTENSIONS[mimeType] ?? VIDEO_TYPE.exec(mimeType)?.[1] ?? 'mp4';
	return `${baseName(name)}.${extension}`;
}

/**
 * What any system takes as the name of a file, without extension; `clip` if nothing is left of it.
 *
 * @param name any text, with or without a video's extension
 */
export function baseName(name: string): string {
	const safe = name
		.replace(/[\\/:*?"<>|\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
		.replace(new RegExp(`\\.(${Object.values(EXTENSIONS).join('|')})\\s*$`, 'i'), '')
		.replace(/\s+/g, ' ');
	const short = Array.from(safe).slice(0, LONGEST_NAME).join('');
	const base = short.replace(/^[.\s]+|[.\s]+$/g, '') || 'clip';
	return base.replace(RESERVED_NAMES, '$1 clip');
}

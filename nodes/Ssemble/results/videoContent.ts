/** How many bytes tell whether a file is a video. */
export const TELLING_BYTES = 64;

/** How the files of each kind of video begin: bytes in hexadecimal, and how many others come before. */
const BEGINNINGS: Array<[string, number]> = [
	// MP4 and QuickTime: ftyp, styp, moov, moof, mdat, free, skip, wide
	['66747970', 4],
	['73747970', 4],
	['6d6f6f76', 4],
	['6d646174', 4],
	['66726565', 4],
	['6d6f6f66', 4],
	['736b6970', 4],
	['77696465', 4],
	// Matroska and WebM
	['1a45dfa3', 0],
	// AVI
	['41564920', 8],
	// Flash, Ogg, MPEG, Windows Media
	['464c5601', 0],
	['4f676753', 0],
	['000001b3', 0],
	['000001ba', 0],
	['3026b275', 0],
];

/** The marks of byte order that only texts begin with. */
const TEXT_MARKS = /^(\xef\xbb\xbf|\xfe\xff|\xff\xfe)/;

/**
 * Whether a file is a video, going by its first bytes.
 *
 * @param beginning the first bytes, all of them if there are fewer than TELLING_BYTES
 * @param isSaidToBe whether the server says that it is one: that decides about what begins like nothing known, unless it
 *   is a text
 */
export function isVideoContent(beginning: Uint8Array, isSaidToBe: boolean): boolean {
	const bytes = beginning.slice(0, TELLING_BYTES);
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	const text = String.fromCharCode(...bytes);
	if (text === '' || isText(text)) return false;
	return isSaidToBe || BEGINNINGS.some(([known, place]) => hex.startsWith(known, place * 2));
}

/** @param bytes one character a byte */
function isText(bytes: string): boolean {
	if (TEXT_MARKS.test(bytes) || isPrintable(bytes)) return true;
	const characters = Array.from(bytes);
	const [even, odd] = [0, 1].map((rest) =>
		characters.filter((_, index) => index % 2 === rest).join(''),
	);
	// UTF-16: every other byte of a text in Latin letters is 0.
	return isUtf16(even, odd) || isUtf16(odd, even);
}

function isUtf16(letters = '', zeros = ''): boolean {
	return zeros !== '' && !/[^\0]/.test(zeros) && isPrintable(letters);
}

/** UTF-8 and Latin-1 alike: no control characters but those that end a line, and letters of any language. */
function isPrintable(bytes: string): boolean {
	return !/[^\t\n\f\r\x20-\x7e\x80-\xff]/.test(bytes) && /[\x20-\x7e]/.test(bytes);
}

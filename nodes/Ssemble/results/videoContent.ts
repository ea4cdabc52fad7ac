/** How many bytes tell whether a file is a video. */
export const TELLING_BYTES = 64;

/** What stands behind the first four bytes of MP4 and QuickTime files. */
const MP4_BOXES = ['ftyp', 'styp', 'moov', 'mdat', 'free', 'moof', 'skip', 'wide'];

/** How the files of other kinds of video begin: Matroska and WebM, Flash, Ogg, MPEG (two), Windows Media. */
const BEGINNINGS = [
	'\x1aE\xdf\xa3',
	'FLV\x01',
	'OggS',
	'\x00\x00\x01\xb3',
	'\x00\x00\x01\xba',
	'0&\xb2u',
];

/** The marks of byte order that only texts begin with. */
const TEXT_MARKS = /^(\xef\xbb\xbf|\xfe\xff|\xff\xfe)/;

/** Every other byte of a text in Latin letters is 0 in UTF-16. */
const UTF_16 = /^\0?([^\0]\0)*[^\0]?$/;

/**
 * Whether a file is a video, going by its first bytes.
 *
 * @param beginning the first bytes, all of them if there are fewer than TELLING_BYTES
 * @param isSaidToBe whether the server says that it is one: that decides about what begins like nothing known, unless it
 *   is a text
 */
export function isVideoContent(beginning: Buffer, isSaidToBe: boolean): boolean {
	// One character a byte.
	const bytes = beginning.toString('latin1', 0, TELLING_BYTES);
	if (bytes === '' || isText(bytes)) return false;
	return (
		isSaidToBe ||
		MP4_BOXES.includes(bytes.slice(4, 8)) ||
		BEGINNINGS.some((known) => bytes.startsWith(known)) ||
		bytes.startsWith('AVI ', 8)
	);
}

function isText(bytes: string): boolean {
	const letters = UTF_16.test(bytes) ? bytes.replaceAll('\0', '') : bytes;
	return TEXT_MARKS.test(bytes) || isPrintable(letters);
}

/** UTF-8 and Latin-1 alike: no control characters but those that end a line, and letters of any language. */
function isPrintable(bytes: string): boolean {
	return !/[^\t\n\f\r\x20-\x7e\x80-\xff]/.test(bytes) && /[\x20-\x7e]/.test(bytes);
}

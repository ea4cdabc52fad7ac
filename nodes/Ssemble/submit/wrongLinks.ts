import type { Refuse } from '../n8n/parameters';
import { isYouTube } from './youTube';

/** A link that does not lead to what Ssemble can clip. */
interface WrongLink {
	matches: (url: URL) => boolean;
	/** What the link is, as the end of a sentence that begins with the parameter's name. */
	what: (url: URL) => string;
	remedy: string;
}

/** Sites whose pages show a video but are not a video file. */
const VIDEO_SITES = /(^|\.)(vimeo|twitch|tiktok|facebook|dailymotion)\.(com|tv)$/;

const FROM_FILE =
	"Download the video with a node of its own, e.g. HTTP Request, and set 'Video Source' to File From an Earlier Node.";

/** What people enter as 'YouTube URL' that is not a YouTube video. */
export const NO_YOUTUBE_VIDEOS: WrongLink[] = [
	{
		matches: ({ hostname }) => VIDEO_SITES.test(hostname),
		what: ({ hostname }) => `leads to ${hostname}, not to YouTube`,
		remedy: FROM_FILE,
	},
	{
		matches: (url) => !isYouTube(url),
		what: ({ hostname }) => `leads to ${hostname}, not to YouTube`,
		remedy: "If this is the address of a video file, set 'Video Source' to Video File URL.",
	},
	{
		matches: ({ pathname }) => pathname.startsWith('/shorts/'),
		what: () => 'leads to a YouTube Short, which is a short clip already',
		remedy: 'Enter the address of the long video that you want to clip.',
	},
	{
		matches: ({ pathname, searchParams }) =>
			pathname === '/playlist' ||
			(pathname === '/watch' && searchParams.has('list') && !searchParams.has('v')),
		what: () => 'leads to a playlist',
		remedy: 'Enter the address of one video, and pass in one item per video.',
	},
	{
		matches: ({ pathname }) => /^\/(@|(channel|c|user)\/)/.test(pathname),
		what: () => 'leads to a channel',
		remedy:
			'Enter the address of one video. To clip each new video of a channel, start the workflow with an RSS Feed Trigger.',
	},
];

/** What people enter as 'Video File URL' that is not a file. */
export const NO_FILES: WrongLink[] = [
	{
		matches: isYouTube,
		what: () => 'leads to YouTube',
		remedy: "Set 'Video Source' to YouTube URL and enter the address there.",
	},
	{
		matches: ({ hostname, pathname }) =>
			/^(drive|docs)\.google\.com$/.test(hostname) && !pathname.startsWith('/uc'),
		what: () => 'leads to a page of Google Drive, not to the file itself',
		remedy:
			"Download the file with the Google Drive node, and set 'Video Source' to File From an Earlier Node.",
	},
	{
		matches: ({ hostname, searchParams }) =>
			/^(www\.)?dropbox\.com$/.test(hostname) &&
			searchParams.get('dl') !== '1' &&
			!searchParams.has('raw'),
		what: () => 'leads to a page of Dropbox, not to the file itself',
		remedy:
			"Put dl=1 at the end of the address in place of dl=0. Or download the file with the Dropbox node, and set 'Video Source' to File From an Earlier Node.",
	},
	{
		matches: ({ hostname, pathname }) => VIDEO_SITES.test(hostname) && !/\.\w{2,4}$/.test(pathname),
		what: ({ hostname }) => `leads to a page of ${hostname}, not to a video file`,
		remedy: FROM_FILE,
	},
];

/**
 * Refuses a link that is in a table of wrong ones.
 *
 * @param label what the editor calls the parameter that holds it
 */
export function refuseWrongLink(links: WrongLink[], label: string, url: URL, refuse: Refuse): void {
	const wrong = links.find(({ matches }) => matches(url));
	if (wrong) refuse(`'${label}' ${wrong.what(url)}`, wrong.remedy);
}

/** The hosts of YouTube. */
const HOST = /(^|\.)(youtube(-nocookie)?\.com|youtu\.be)$/;

/** Where a video's id stands in the path of an address, but for short links and `?v=`. */
const PATH_TO_VIDEO = /^\/(?:live|embed|shorts|v|e)\/([\w-]+)/;

/** Whether an address leads to YouTube. */
export function isYouTube({ hostname }: URL): boolean {
	return HOST.test(hostname);
}

/** The id of the YouTube video to which an address leads, however it is written; undefined if it leads elsewhere. */
export function youTubeVideo(address: string): string | undefined {
	const given = address.trim();
	const full = /^https?:/i.test(given) ? given : `https://${given}`;
	if (!URL.canParse(full)) return undefined;
	const url = new URL(full);
	if (!isYouTube(url)) return undefined;
	if (/(^|\.)youtu\.be$/.test(url.hostname)) return /^\/([\w-]+)/.exec(url.pathname)?.[1];
	return PATH_TO_VIDEO.exec(url.pathname)?.[1] ?? videoParameter(url);
}

function videoParameter({ pathname, searchParams }: URL): string | undefined {
	if (!/^\/(watch\/?)?$/.test(pathname)) return undefined;
	return /^[\w-]+/.exec(searchParams.get('v') ?? '')?.[0];
}

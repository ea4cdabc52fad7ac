const unbracketed = (host: string) => host.toLowerCase().replace(/^\[|\]$/g, '');

/** Whether the host name of a URL can only mean this machine. */
export function isLoopback(hostname: string): boolean {
	const host = unbracketed(hostname);
	return (
		host === 'localhost' ||
		host.endsWith('.localhost') ||
		host === '::1' ||
		/^127(\.\d{1,3}){3}$/.test(host)
	);
}

/** Whether Ssemble would refuse to post to this host: this machine or a private network. */
export function isPrivate(hostname: string): boolean {
	const host = unbracketed(hostname);
	return (
		isLoopback(host) ||
		host === '0.0.0.0' ||
		host === '::' ||
		/^10(\.\d{1,3}){3}$/.test(host) ||
		/^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/.test(host) ||
		/^192\.168(\.\d{1,3}){2}$/.test(host) ||
		/^169\.254(\.\d{1,3}){2}$/.test(host) ||
		(host.includes(':') && /^(f[cd]|fe[89ab]|::ffff:)/.test(host))
	);
}

/** The URL if the text is an http or https URL, else undefined. */
export function parseHttpUrl(text: string): URL | undefined {
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

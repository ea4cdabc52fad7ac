import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An address of the API that looks public; through the proxy below it leads to a sandbox. */
export const PUBLIC_ORIGIN = 'http://api.ssemble-sandbox.com';

/**
 * Starts an HTTP proxy on this machine that leads from the public address to a sandbox, so that the rules
 * about private addresses hold. n8n takes it where HTTP_PROXY is set to its URL.
 *
 * @param origin gives the sandbox's own
 */
export async function startPublicOrigin(
	origin: () => string,
): Promise<{ proxyUrl: string; close: () => Promise<void> }> {
	const proxy = createServer((incoming, answer) => {
		const { pathname, search } = new URL(incoming.url ?? '', PUBLIC_ORIGIN);
		const { method, headers } = incoming;
		const outgoing = httpRequest(new URL(pathname + search, origin()), { method, headers });
		outgoing.on('response', (response) => {
			answer.writeHead(response.statusCode ?? 502, response.headers);
			response.pipe(answer);
		});
		outgoing.on('error', () => answer.destroy());
		incoming.pipe(outgoing);
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	return {
		proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
		close: async () => {
			proxy.closeAllConnections();
			await new Promise((resolve) => proxy.close(resolve));
		},
	};
}

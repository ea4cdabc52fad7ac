import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a reverse proxy in front of n8n lets through. */
export interface ProxyOptions {
	/** The path under which n8n is published, without a slash at the end; n8n does not see it. */
	basePath: string;
	/** Beginnings of paths below it; everything else is answered with 403. */
	passes: string[];
	/** Gives n8n's own address. */
	target: () => string;
}

/** A running reverse proxy. */
export interface Proxy {
	url: string;
	/** The paths that it did not let through. */
	refused: string[];
	stop: () => Promise<void>;
}

/** Starts a reverse proxy on this machine. */
export const startProxy = async ({ basePath, passes, target }: ProxyOptions): Promise<Proxy> => {
	const refused: string[] = [];
	const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
		const { method, headers, url = '/' } = incoming;
		const path = url.startsWith(`${basePath}/`) ? url.slice(basePath.length) : undefined;
		if (path === undefined || !passes.some((start) => path.startsWith(start))) {
			refused.push(url);
			outgoing.writeHead(403).end();
			return;
		}
		const onward = request(new URL(path, target()), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	};
	const server = createServer(serve).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		refused,
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
};

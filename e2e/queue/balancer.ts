import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What stands in front of several webhook processors: each request goes to the next of them in turn, dead
 * or alive. For one that cannot be reached, or that dies over the request, it answers 502.
 */
export class Balancer {
	private next = 0;
	private origins: readonly string[] = [];

	/** How many requests each has got, by its origin. */
	readonly counts = new Map<string, number>();

	private constructor(private readonly server: ReturnType<typeof createServer>) {}

	static async start(): Promise<Balancer> {
		const server = createServer();
		const balancer = new Balancer(server);
		server.on('request', (incoming, outgoing) => balancer.forward(incoming, outgoing));
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return balancer;
	}

	/** Its address, without a slash at the end. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Sets where requests go from now on; none until then. */
	share(origins: string[]): void {
		this.origins = origins;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
		const origin = this.origins[this.next++ % this.origins.length];
		if (origin === undefined) {
			outgoing.writeHead(503).end();
			return;
		}
		this.counts.set(origin, (this.counts.get(origin) ?? 0) + 1);
		const { method, headers, url } = incoming;
		const onward = request(new URL(url ?? '/', origin), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
			answer.on('error', () => outgoing.destroy());
		});
		onward.on('error', () => {
			if (outgoing.headersSent) outgoing.destroy();
			else outgoing.writeHead(502).end();
		});
		incoming.pipe(onward);
	}
}

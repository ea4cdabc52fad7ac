import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/**
 * What stands at the public address: each call of a webhook goes to the next in turn of several webhook processors
 * that is up, anything else to the main process. For one that dies over the request it answers 502.
 */
export class Balancer {
	private next = 0;
	private origins: readonly string[] = [];
	private main = '';

	/** How many requests each has answered, by its origin. */
	readonly counts = new Map<string, number>();

	private constructor(private readonly server: ReturnType<typeof createServer>) {}

	static async start(): Promise<Balancer> {
		const server = createServer();
		const balancer = new Balancer(server);
		server.on('request', (incoming, outgoing) => {
			balancer.serve(incoming, outgoing).catch(() => outgoing.destroy());
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return balancer;
	}

	/** Its address, without a slash at the end. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Sets where requests go from now on; none until then. */
	share(processors: string[], main: string): void {
		this.origins = processors;
		this.main = main;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const body = await buffer(incoming);
		const isWebhook = incoming.url?.startsWith('/webhook') === true;
		for (const origin of isWebhook ? this.inTurn() : [this.main]) {
			try {
				await forward(incoming, body, origin, outgoing);
				this.counts.set(origin, (this.counts.get(origin) ?? 0) + 1);
				return;
			} catch (error) {
				// One that is down has taken nothing; one that died over the request may have.
				if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') break;
			}
		}
		if (outgoing.headersSent) outgoing.destroy();
		else outgoing.writeHead(502).end();
	}

	/** All processors, beginning with the one whose turn it is. */
	private inTurn(): string[] {
		const first = this.next++ % Math.max(1, this.origins.length);
		return [...this.origins.slice(first), ...this.origins.slice(0, first)];
	}
}

/** Passes a request on and its answer back; rejects if there is none, or only a part of one. */
const forward = async (
	{ method, headers, url }: IncomingMessage,
	body: Buffer,
	origin: string,
	outgoing: ServerResponse,
): Promise<void> => {
	const onward = request(new URL(url ?? '/', origin), { method, headers }).end(body);
	const [answer] = (await once(onward, 'response')) as [IncomingMessage];
	outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
	await pipeline(answer, outgoing);
};

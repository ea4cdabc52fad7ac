import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** As many different free ports on 127.0.0.1 as are asked for. */
export const freePorts = async (count: number): Promise<number[]> => {
	// All are held until the last is found, or the same one could be found twice.
	const servers = await Promise.all(
		Array.from({ length: count }, async () => {
			const server = createServer().listen(0, '127.0.0.1');
			await once(server, 'listening');
			return server;
		}),
	);
	const ports = servers.map((server) => (server.address() as AddressInfo).port);
	await Promise.all(
		servers.map(async (server) => {
			server.close();
			await once(server, 'close');
		}),
	);
	return ports;
};

/** This port of 127.0.0.1 if it is free, or another that is. */
export const portNear = async (wanted: number): Promise<number> => {
	const server = createServer();
	try {
		server.listen(wanted, '127.0.0.1');
		await once(server, 'listening');
		return wanted;
	} catch {
		const [other = 0] = await freePorts(1);
		return other;
	} finally {
		server.close();
	}
};

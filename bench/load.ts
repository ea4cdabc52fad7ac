import { Agent, request } from 'node:http';

/** How a number of posts was taken. */
export interface LoadResult {
	/** Posts that were answered with 2xx, per second. */
	perSecond: number;
	/** Milliseconds to each answer. */
	latencies: number[];
	/** Posts that were answered otherwise or not at all. */
	failed: number;
}

/** Posts each body to the URL, so many at once, over connections that are kept open. */
export const post = async (
	url: string,
	bodies: object[],
	concurrency: number,
): Promise<LoadResult> => {
	const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
	const waiting = bodies.map((body) => JSON.stringify(body)).values();
	const latencies: number[] = [];
	let failed = 0;
	const began = performance.now();
	const worker = async (): Promise<void> => {
		for (const body of waiting) {
			const sentAt = performance.now();
			const isTaken = await postOne(url, body, agent).catch(() => false);
			if (isTaken) latencies.push(performance.now() - sentAt);
			else failed += 1;
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	const seconds = (performance.now() - began) / 1000;
	agent.destroy();
	return { perSecond: latencies.length / seconds, latencies, failed };
};

const postOne = async (url: string, body: string, agent: Agent): Promise<boolean> =>
	await new Promise((resolve, reject) => {
		const headers = {
			'content-type': 'application/json',
			'content-length': Buffer.byteLength(body),
		};
		const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
			answer.on('error', reject);
			answer.resume().on('end', () => {
				const status = answer.statusCode ?? 0;
				resolve(status >= 200 && status < 300);
			});
		});
		sent.on('error', reject);
		sent.end(body);
	});

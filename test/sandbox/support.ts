import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';

/** A list or an object of an answer, read loosely: the tests' expectations say what it should hold. */
export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** The parsed body; undefined if it is not JSON. */
	body: { data?: Record<string, unknown>; error?: { code: string; message: string } } | undefined;
}

export const SOURCE = 'https://www.youtube.com/watch?v=abc';
export const VALID = { url: SOURCE, start: 60, end: 660 };
export const WEBHOOK = 'https://n8n.example.com/webhook/ssemble/w1';

const running: { close(): Promise<void> }[] = [];

/** Ends whatever the test has started; to be called after each. */
export async function closeAll() {
	await Promise.all(running.splice(0).map((started) => started.close()));
}

/** A sandbox that does not make a test wait: attempts follow each other at once. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await startSandbox({
		processingMs: 'manual',
		webhookAttemptDelaysMs: [0, 1, 1],
		...options,
	});
	running.push(sandbox);
	return sandbox;
}

/** Calls the API with the first account's key, unless the headers say otherwise. */
export async function call(
	sandbox: Pick<Sandbox, 'url' | 'apiKey'>,
	method: string,
	path: string,
	{ body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
	const response = await fetch(sandbox.url + path, {
		method,
		headers: {
			...(headers ?? { 'X-API-Key': sandbox.apiKey }),
			...(body !== undefined && { 'Content-Type': 'application/json' }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): Answer['body'] {
	try {
		return JSON.parse(text) as Answer['body'];
	} catch {
		return undefined;
	}
}

/** Creates a request and returns its id. */
export async function create(sandbox: Sandbox, changes: object = {}): Promise<string> {
	const { body } = await call(sandbox, 'POST', '/shorts/create', {
		body: { ...VALID, ...changes },
	});
	return String(body?.data?.requestId);
}

export interface ReceivedEvent {
	url: string;
	host: string;
	type: string;
	body: Record<string, unknown>;
}

/** A webhook receiver that answers the nth post with the nth status, then with 200; 0 means no answer. */
export async function receiver(...statuses: number[]) {
	const received: ReceivedEvent[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({
				url: request.url ?? '',
				host: request.headers.host ?? '',
				type: request.headers['content-type'] ?? '',
				body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
			});
			const status = statuses.shift() ?? 200;
			if (status > 0) response.writeHead(status).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const started = {
		received,
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	running.push(started);
	return started;
}

/** A sandbox whose events for the host of WEBHOOK go to a receiver. */
export async function startWithReceiver(options: SandboxOptions = {}, ...statuses: number[]) {
	const inbox = await receiver(...statuses);
	const sandbox = await start({ webhookHosts: { 'n8n.example.com': inbox.origin }, ...options });
	return { sandbox, inbox };
}

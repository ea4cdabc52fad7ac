import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HELP, readCommandLine } from '../../sandbox/cliOptions';
import { VALID } from './support';

// Each process compiles TypeScript first.
jest.setTimeout(30_000);

const ROOT = join(__dirname, '..', '..');

/** The command line in a process of its own, and what it has printed. */
function startCli(args: string[]) {
	const cli = spawn(process.execPath, ['--import', 'tsx', 'sandbox/cli.ts', ...args], {
		cwd: ROOT,
	});
	let printed = '';
	let onOutput: () => void = () => undefined;
	const collect = (chunk: Buffer) => {
		printed += chunk.toString();
		onOutput();
	};
	cli.stdout.on('data', collect);
	cli.stderr.on('data', collect);
	const exited = new Promise<number | null>((resolve) => cli.once('exit', resolve));
	return {
		exited,
		stop: () => cli.kill('SIGINT'),
		get printed() {
			return printed;
		},
		/** What the pattern captures, once it has been printed. */
		prints: (pattern: RegExp) =>
			new Promise<string>((resolve, reject) => {
				onOutput = () => {
					const match = pattern.exec(printed);
					if (match) resolve(match[1] ?? match[0]);
				};
				onOutput();
				void exited.then(() => reject(new Error(`Ended without ${pattern.source}: ${printed}`)));
			}),
	};
}

test('the command line says how to use it, prints each call and delivery, and ends with Ctrl-C', async () => {
	const cli = startCli(['--port', '0', '--processing-seconds', '0', '--allow-local-webhooks']);
	const url = await cli.prints(/Base URL {2}(\S+)/);
	const key = await cli.prints(/API Key {3}(\S+)/);
	const create = (apiKey: string) =>
		fetch(`${url}/shorts/create`, {
			method: 'POST',
			headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
			body: JSON.stringify({ ...VALID, webhookUrl: `${new URL(url).origin}/hook?signature=abc` }),
		});

	expect((await create(key)).status).toBe(201);
	expect((await create(key.replace('sandbox', 'another'))).status).toBe(401);

	await cli.prints(/POST \/shorts\/create → 201 {2}[0-9a-f]{24}/);
	await cli.prints(/POST \/shorts\/create → 401 {2}invalid_api_key: /);
	await cli.prints(
		/event shorts\.completed → \S+\/hook {2}[0-9a-f]{24} {2}attempt 1 {2}refused \(404\)/,
	);
	cli.stop();
	expect(await cli.exited).toBe(0);
	expect(cli.printed.split(key)).toHaveLength(2);
	expect(cli.printed).not.toContain('signature');
	expect(cli.printed).not.toContain('another');
});

test('the command line explains itself', async () => {
	const help = startCli(['--help']);
	const wrong = startCli(['--prt', '1']);

	expect([await help.exited, await wrong.exited]).toEqual([0, 1]);
	expect(help.printed).toContain(HELP);
	expect(wrong.printed).toMatch(/^Unknown option '--prt'[^\n]*\n$/);
});

describe('options', () => {
	test('have defaults that let one begin at once', () => {
		expect(readCommandLine([])).toMatchObject({
			port: 4010,
			processingMs: 8_000,
			rateLimits: 'generous',
			webhookReach: 'anywhere',
			accounts: [{ credits: 100, subscription: true }],
		});
	});

	test('are read', () => {
		const key = `sk_ssemble_${'k'.repeat(32)}`;
		const text = `--port 1 --host 0.0.0.0 --key ${key} --credits 2 --no-subscription --rate-limits
			--fetch-files --quirks --video-seconds 600 --processing-seconds 3.5 --clips 4 --latency 5 --allow-local-webhooks
			--webhook-host a.example=http://127.0.0.1:1 --webhook-host b.example=https://[::1]:2`;
		expect(readCommandLine(text.split(/\s+/))).toEqual({
			port: 1,
			host: '0.0.0.0',
			accounts: [{ apiKey: key, credits: 2, subscription: false }],
			rateLimits: 'documented',
			processingMs: 3_500,
			clipsPerRequest: 4,
			latencyMs: 5,
			videoDuration: 600,
			fetchFiles: true,
			quirks: true,
			allowLocalWebhooks: true,
			webhookHosts: { 'a.example': 'http://127.0.0.1:1', 'b.example': 'https://[::1]:2' },
			webhookReach: 'anywhere',
		});
	});

	test.each([
		[['--port', 'x'], '--port needs a number'],
		[['--latency', '-1'], 'latency'],
		[['--webhook-host', 'a.example'], '--webhook-host needs host=origin'],
		[['--webhook-host', 'a.example=5678'], '--webhook-host needs host=origin'],
		[['now'], 'now'],
	])('are refused: %j', (args, message) => {
		expect(() => readCommandLine(args)).toThrow(message);
	});
});

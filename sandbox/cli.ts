import { HELP, readCommandLine } from './cliOptions';
import {
	startSandbox,
	type DeliveryAttempt,
	type Sandbox,
	type SandboxCall,
	type SandboxOptions,
} from './index';

const print = (line: string) => process.stdout.write(`${line}\n`);
const clock = () => new Date().toTimeString().slice(0, 8);
const took = (ms: number | undefined) => `${ms ?? 0} ms`;

function callLine({ method, path, status, error, fault, requestId, ms }: SandboxCall): string {
	const answer = status === undefined ? 'no answer' : String(status);
	const isNew = requestId !== undefined && !path.includes(requestId);
	const remarks = [isNew && requestId, error, fault && `fault: ${fault}`].filter(Boolean);
	return [`${clock()}  ${method} ${path} → ${answer}`, ...remarks, took(ms)].join('  ');
}

function deliveryLine({ requestId, event, url, attempt, ...result }: DeliveryAttempt): string {
	// The query of a webhook URL can hold a signature.
	const { origin, pathname } = new URL(url);
	const answer = result.error ?? String(result.status);
	return [
		`${clock()}  event ${event} → ${origin}${pathname}`,
		requestId,
		`attempt ${attempt}`,
		`${result.outcome} (${answer})`,
		took(result.ms),
	].join('  ');
}

function startText({ url, apiKey, account, settings }: Sandbox): string {
	const { processingMs, allowLocalWebhooks } = settings;
	return [
		'The Ssemble sandbox is running. In n8n, create an "Ssemble API" credential with',
		'',
		`  API Key   ${apiKey}`,
		`  Base URL  ${url}`,
		'',
		`Requests finish after ${Number(processingMs) / 1000} s. The account has ${account.credits} credits.`,
		allowLocalWebhooks
			? 'Webhook URLs on this machine and in private networks are accepted.'
			: 'Webhook URLs on this machine are refused, as by Ssemble; --allow-local-webhooks accepts them.',
		'Ctrl-C ends it.',
		'',
	].join('\n');
}

async function run(options: SandboxOptions) {
	const sandbox = await startSandbox({
		...options,
		onCall: (call) => print(callLine(call)),
		onDelivery: (attempt) => print(deliveryLine(attempt)),
	});
	print(startText(sandbox));
	const stop = () => void sandbox.close();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

async function main() {
	const options = readCommandLine(process.argv.slice(2));
	if (options === 'help') print(HELP);
	else await run(options);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});

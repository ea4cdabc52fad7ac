import { parseArgs } from 'node:util';
import type { SandboxOptions } from './index';
import { DEFAULT_SETTINGS } from './settings';

export const HELP = `A local stand-in for the Ssemble API: build and try workflows without an account.

  npm run sandbox -- [options]

  --port <number>               port to listen on (4010)
  --host <address>              address to listen on (127.0.0.1); 0.0.0.0 for n8n in Docker
  --key <key>                   API key to accept: sk_ssemble_ and 32 characters
  --credits <number>            credits of the account (100)
  --no-subscription             an account without a subscription
  --rate-limits                 the documented limits: 100 calls an hour, 1,000 a day
  --processing-seconds <number> how long a request takes (8)
  --clips <number>              clips a request yields (3)
  --video-seconds <number>      how long every source video is (10800)
  --latency <milliseconds>      delay of every answer (0)
  --allow-local-webhooks        accept webhook URLs on this machine and in private networks
  --webhook-host <host=origin>  send events for a host elsewhere; may be repeated
                                (n8n.example.com=http://127.0.0.1:5678)
  --fetch-files                 fetch video files at 127.0.0.1 and localhost, as Ssemble would
  --quirks                      what is not documented, but may happen (see the README)
  --help                        this text
`;

const DEFAULT_PORT = 4010;

/** What the command line asks for. Throws with a plain message if it cannot be understood. */
export function readCommandLine(args: string[]): SandboxOptions | 'help' {
	const { values } = parseArgs({
		args,
		options: {
			port: { type: 'string' },
			host: { type: 'string' },
			key: { type: 'string' },
			credits: { type: 'string' },
			'no-subscription': { type: 'boolean' },
			'rate-limits': { type: 'boolean' },
			'processing-seconds': { type: 'string' },
			clips: { type: 'string' },
			'video-seconds': { type: 'string' },
			latency: { type: 'string' },
			'allow-local-webhooks': { type: 'boolean' },
			'webhook-host': { type: 'string', multiple: true },
			'fetch-files': { type: 'boolean' },
			quirks: { type: 'boolean' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help) return 'help';
	return {
		port: number('port', values.port, DEFAULT_PORT),
		host: values.host,
		accounts: [
			{
				apiKey: values.key,
				credits: number('credits', values.credits, 100),
				subscription: !values['no-subscription'],
			},
		],
		rateLimits: values['rate-limits'] ? 'documented' : 'generous',
		processingMs: 1_000 * number('processing-seconds', values['processing-seconds'], 8),
		clipsPerRequest: number('clips', values.clips, 3),
		videoDuration: number('video-seconds', values['video-seconds'], DEFAULT_SETTINGS.videoDuration),
		fetchFiles: values['fetch-files'],
		quirks: values.quirks,
		latencyMs: number('latency', values.latency, 0),
		allowLocalWebhooks: values['allow-local-webhooks'],
		webhookHosts: Object.fromEntries((values['webhook-host'] ?? []).map(hostAndOrigin)),
		webhookReach: 'anywhere',
	};
}

function number(name: string, text: string | undefined, fallback: number): number {
	if (text === undefined) return fallback;
	const value = text.trim() === '' ? Number.NaN : Number(text);
	if (Number.isFinite(value) && value >= 0) return value;
	throw new TypeError(`--${name} needs a number, 0 or more`);
}

function hostAndOrigin(text: string): [string, string] {
	const [host = '', origin = ''] = text.split('=', 2);
	if (host && /^https?:/.test(origin) && URL.canParse(origin)) return [host, origin];
	throw new TypeError(
		'--webhook-host needs host=origin, such as n8n.example.com=http://127.0.0.1:5678',
	);
}

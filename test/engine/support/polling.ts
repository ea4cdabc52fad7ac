import type { INodeParameters } from 'n8n-workflow';
import type { SandboxRequest } from '../../../sandbox';
import { runSsemble, type SsembleOptions } from './engine';
import { createAndWait } from './parameters';
import type { SandboxForTests } from './sandbox';

/** Milliseconds are seconds here. */
export const OFTEN = { waitUsing: 'polling', pollSeconds: 0.05 };

/** What tests do with Create and Wait for Completion that polls a sandbox. */
export function inPolling(s: SandboxForTests) {
	/** Starts a run that polls, and waits until so many requests are submitted. */
	async function begin(
		count: number,
		waitOptions: INodeParameters = {},
		options: SsembleOptions = {},
	) {
		const before = s.sandbox.requests.length;
		const run = runSsemble(
			createAndWait({
				start: '={{ $json.start }}',
				end: '={{ $json.start + 600 }}',
				waitOptions: { ...OFTEN, ...waitOptions },
			}),
			{ ...s.host, webhookUrl: 'http://localhost:5678/' },
			{ items: Array.from({ length: count }, (_, index) => ({ start: index * 700 })), ...options },
		);
		await s.sandbox.until(() => s.sandbox.requests.length === before + count);
		const requests = s.sandbox.requests.slice(before).sort((a, b) => a.body.start - b.body.start);
		return { run, requests };
	}

	const finish = (
		request: SandboxRequest | undefined,
		status: 'completed' | 'failed' = 'completed',
	) => s.sandbox.finish(request?.id ?? '', status);
	return { begin, finish };
}

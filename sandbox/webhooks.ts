import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { IDataObject } from 'n8n-workflow';
import { isLoopback } from './addresses';
import type { SandboxSettings } from './settings';
import type { Timers } from './timers';

/** One attempt to deliver an event. */
export interface DeliveryAttempt {
	requestId: string;
	event: string;
	/** The webhook URL as it was given, and the one that the event was posted to. */
	url: string;
	target: string;
	/** 1 for the first. */
	attempt: number;
	body: IDataObject;
	/** Milliseconds since 1970, and milliseconds that it took. */
	startedAt: number;
	ms?: number;
	/** What the receiver answered, if it did. */
	status?: number;
	/** `blocked`: the sandbox may not post to that host, see `webhookReach`. */
	outcome: 'open' | 'acknowledged' | 'refused' | 'timeout' | 'unreachable' | 'blocked';
	/** What went wrong on the way. */
	error?: string;
}

/** Posts events to webhook URLs in the way Ssemble does, and keeps a log. */
export class Webhooks {
	readonly attempts: DeliveryAttempt[] = [];
	private readonly closing = new AbortController();
	private underWay = 0;

	constructor(
		private readonly settings: SandboxSettings,
		private readonly timers: Timers,
		private readonly onAttempt: (attempt: DeliveryAttempt) => void,
	) {}

	/** Whether an event is on its way or waits for its next attempt. */
	get busy() {
		return this.underWay > 0;
	}

	/** Tries until the receiver acknowledges or the attempts are used up. Tells whether it acknowledged. */
	deliver(url: string, body: IDataObject): Promise<boolean> {
		return this.during(async () => {
			for (const [index, delay] of this.settings.webhookAttemptDelaysMs.entries()) {
				await this.timers.sleep(delay);
				if (this.closing.signal.aborted) return false;
				const { outcome } = await this.attempt(url, body, index + 1);
				if (outcome === 'acknowledged' || outcome === 'blocked') return outcome === 'acknowledged';
			}
			return false;
		});
	}

	/** Counts as busy while the task lasts. */
	async during<T>(task: () => Promise<T>): Promise<T> {
		this.underWay += 1;
		try {
			return await task();
		} finally {
			this.underWay -= 1;
		}
	}

	close() {
		this.closing.abort();
	}

	private async attempt(url: string, body: IDataObject, number: number) {
		const given = new URL(url);
		const target = this.targetOf(given);
		const attempt: DeliveryAttempt = {
			requestId: asText(body.requestId),
			event: asText(body.event),
			url,
			target: target?.href ?? url,
			attempt: number,
			body,
			startedAt: Date.now(),
			outcome: 'open',
		};
		this.attempts.push(attempt);
		if (target) await this.post(given, target, attempt);
		else {
			attempt.outcome = 'blocked';
			attempt.error = `The sandbox does not post to ${given.hostname}; see its webhook options`;
		}
		attempt.ms = Date.now() - attempt.startedAt;
		this.onAttempt(attempt);
		return attempt;
	}

	/** Where an event for this URL may be posted, if anywhere. */
	private targetOf(given: URL): URL | undefined {
		const origin = this.settings.webhookHosts[given.host];
		if (origin !== undefined) return new URL(given.pathname + given.search, origin);
		const mayPost = this.settings.webhookReach === 'anywhere' || isLoopback(given.hostname);
		return mayPost ? given : undefined;
	}

	private async post(given: URL, target: URL, attempt: DeliveryAttempt) {
		const timeout = AbortSignal.timeout(this.settings.webhookTimeoutMs);
		const signal = AbortSignal.any([timeout, this.closing.signal]);
		try {
			attempt.status = await postJson(given, target, attempt.body, signal);
			const isAcknowledged = attempt.status >= 200 && attempt.status < 300;
			attempt.outcome = isAcknowledged ? 'acknowledged' : 'refused';
		} catch (error) {
			attempt.outcome = timeout.aborted ? 'timeout' : 'unreachable';
			attempt.error = error instanceof Error ? error.message : String(error);
		}
	}
}

/** A forged event can hold anything. */
const asText = (value: unknown) =>
	typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** Posts to `target` as a proxy in front of `given` would, and resolves with the answer's status. */
function postJson(given: URL, target: URL, body: IDataObject, signal: AbortSignal) {
	const json = JSON.stringify(body);
	const headers = {
		// A receiver that signs its URLs, as n8n does, checks them against the host it was called by.
		Host: given.host,
		'X-Forwarded-Host': given.host,
		'X-Forwarded-Proto': given.protocol.replace(':', ''),
		'Content-Type': 'application/json',
		'Content-Length': Buffer.byteLength(json),
		'User-Agent': 'Ssemble-Sandbox',
	};
	const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
	return new Promise<number>((resolve, reject) => {
		const request = send(target, { method: 'POST', headers, signal, agent: false }, (response) => {
			// The status alone decides; the rest is read so that the connection can end.
			response.on('error', () => undefined).resume();
			resolve(response.statusCode ?? 0);
		});
		request.on('error', reject);
		request.end(json);
	});
}

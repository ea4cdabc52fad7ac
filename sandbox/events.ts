import type { Clip, ShortsEvent } from '../nodes/Ssemble/api/types';
import { clipsOf } from './content';
import type { EventEffect } from './eventEffect';
import { hexIdFrom, shuffled } from './random';
import type { SandboxRequest } from './requests';
import type { SandboxSettings } from './settings';
import type { Timers } from './timers';
import type { Webhooks } from './webhooks';

export interface EventFault extends EventEffect {
	/** Which requests' events. Default: all. */
	when?: (request: SandboxRequest) => boolean;
	/** How many events. Default 1; `Infinity` for all. */
	times?: number;
}

/** The order in which held events are sent. */
export interface ReleaseOptions {
	/** Sends them in an order drawn from this seed. Default: the order in which the requests ended. */
	shuffleSeed?: string;
	/** Send all at the same time, not one after the other. */
	sideBySide?: boolean;
}

/** Tells receivers that requests have ended. */
export class Events {
	private faults: (EventFault & { left: number })[] = [];
	private held: (() => Promise<void>)[] | undefined;

	constructor(
		private readonly webhooks: Webhooks,
		private readonly timers: Timers,
		private readonly settings: SandboxSettings,
	) {}

	addFault(fault: EventFault) {
		this.faults.push({ ...fault, left: fault.times ?? 1 });
	}

	clearFaults() {
		this.faults = [];
	}

	/** From now on events pile up until they are released. */
	hold() {
		this.held ??= [];
	}

	/** Sends what was held; resolves when all of it was acknowledged or given up. */
	async release({ shuffleSeed, sideBySide = false }: ReleaseOptions = {}) {
		const held = this.held ?? [];
		this.held = undefined;
		await runAll(shuffleSeed === undefined ? held : shuffled(held, shuffleSeed), sideBySide);
	}

	/** Sends the event of a request that has just ended. */
	announce(request: SandboxRequest) {
		if (request.finalStatus === 'cancelled') return;
		const effect = request.eventFault ?? this.takeFault(request);
		if (effect.apiLagMs) request.hiddenUntil = Infinity;
		const send = () => this.webhooks.during(() => this.send(request, effect));
		if (this.held) this.held.push(send);
		else void send();
	}

	/** The event as the API documents it. */
	eventOf(request: SandboxRequest): ShortsEvent {
		const isFailed = request.finalStatus === 'failed';
		return {
			event: isFailed ? 'shorts.failed' : 'shorts.completed',
			requestId: request.id,
			status: isFailed ? 'failed' : 'completed',
			timestamp: new Date(request.finishedAt ?? Date.now()).toISOString(),
			data: isFailed
				? { failureReason: request.failureReason }
				: {
						shorts: clipsOf(request, videoUrls(request.origin, this.settings)).map(
							clipInEvent(request),
						),
					},
		};
	}

	private async send(request: SandboxRequest, effect: EventEffect) {
		await this.timers.sleep(effect.delayMs ?? 0);
		if (effect.apiLagMs) request.hiddenUntil = Date.now() + effect.apiLagMs;
		const url = request.body.webhookUrl;
		if (!url || effect.lose) return;
		const body = { ...this.eventOf(request), ...effect.overrides };
		const copies = Array.from({ length: effect.copies ?? 1 }, () => async () => {
			await this.webhooks.deliver(url, body);
		});
		await runAll(copies, effect.sideBySide ?? false);
	}

	private takeFault(request: SandboxRequest): EventEffect {
		const fault = this.faults.find(({ left, when }) => left > 0 && (when?.(request) ?? true));
		if (!fault) return {};
		fault.left -= 1;
		return fault;
	}
}

/** Where the files of a sandbox are that is called by this origin. */
export const videoUrls =
	(origin: string, { videoQuery }: SandboxSettings) =>
	(fileName: string) =>
		`${origin}/videos/${fileName}${videoQuery && `?${videoQuery}`}`;

/** The few fields that an event carries, with the score on the event's own scale of 0–10, and another kind of id. */
const clipInEvent =
	(request: SandboxRequest) =>
	({ title, video_url, duration, viral_score = 0 }: Clip, index: number): Clip => ({
		id: hexIdFrom(`${request.id} clip ${index}`),
		title,
		video_url,
		duration,
		viral_score: viral_score / 10,
	});

async function runAll(tasks: (() => Promise<void>)[], sideBySide: boolean) {
	if (sideBySide) await Promise.all(tasks.map((task) => task()));
	else for (const task of tasks) await task();
}

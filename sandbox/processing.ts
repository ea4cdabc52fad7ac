import type { Events } from './events';
import { progressAt, type FinalStatus, type Requests, type SandboxRequest } from './requests';
import type { Timers } from './timers';

/** Brings requests to their end: by the clock, or when told to. */
export class Processing {
	private readonly cancelTimer = new Map<SandboxRequest, () => void>();

	constructor(
		private readonly requests: Requests,
		private readonly events: Events,
		private readonly timers: Timers,
	) {}

	/** Lets the clock run for a new request. One that has a failure reason will fail. */
	start(request: SandboxRequest) {
		if (request.processingMs === 'manual') return;
		const finish = () => this.finish(request, request.failureReason ? 'failed' : 'completed');
		this.cancelTimer.set(request, this.timers.after(request.processingMs, finish));
	}

	/** Ends a request now and sends its event. A failed one gives its credit back. */
	finish(request: SandboxRequest, status: FinalStatus) {
		if (request.finalStatus) return;
		this.stopTimer(request);
		request.ownProgress = progressAt(request, Date.now());
		request.finalStatus = status;
		request.finishedAt = Date.now();
		if (status === 'failed') {
			request.failureReason ??= 'The video could not be processed';
			request.account.credits += 1;
		}
		this.events.announce(request);
	}

	/** Takes a request away for good; one in work never ends, so it sends no event. */
	delete(request: SandboxRequest) {
		this.stopTimer(request);
		this.requests.delete(request);
	}

	private stopTimer(request: SandboxRequest) {
		this.cancelTimer.get(request)?.();
		this.cancelTimer.delete(request);
	}
}

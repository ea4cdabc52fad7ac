import type { CreateShortsBody, RequestStatus } from '../nodes/Ssemble/api/types';
import type { Account } from './accounts';
import type { EventEffect } from './eventEffect';
import { newHexId } from './random';

export type FinalStatus = 'completed' | 'failed' | 'cancelled';

/** What a request is made of. Times are milliseconds since 1970 unless they say otherwise. */
export interface SandboxRequest {
	readonly id: string;
	readonly account: Account;
	/** What was sent to create it. */
	readonly body: CreateShortsBody;
	/** Seconds into the source video, after any adjustment. */
	readonly start: number;
	readonly end: number;
	readonly createdAt: number;
	/** Milliseconds from creation to the end, or `'manual'`. */
	readonly processingMs: number | 'manual';
	/** 0–99: as set by hand, or as reached when the request ended. */
	ownProgress: number;
	finalStatus?: FinalStatus;
	finishedAt?: number;
	failureReason?: string;
	/** The address under which the sandbox was called, for links to its files. */
	readonly origin: string;
	/** Bytes of its source file that were fetched so far; absent if it is not fetched at all. */
	fetchedBytes?: number;
	/** What will go wrong with its event. */
	readonly eventFault?: EventEffect;
	/** Until then the API shows a finished request as one still in work. */
	hiddenUntil: number;
	clips: number;
	hasClipError: boolean;
}

/** How a request looks at one moment. */
export interface Stage {
	status: RequestStatus;
	step: string;
	stepMessage: string;
	/** 0–100. */
	progress: number;
	/** Milliseconds since 1970. */
	updatedAt: number;
}

/** The steps, each with the progress at which it begins. */
const STEPS = [
	{ from: 0, step: 'queued', stepMessage: 'Waiting in the queue' },
	{ from: 10, step: 'fetching_video', stepMessage: 'Fetching the video' },
	{ from: 30, step: 'transcribing_audio', stepMessage: 'Transcribing the audio' },
	{ from: 60, step: 'finding_highlights', stepMessage: 'Finding the highlights' },
	{ from: 85, step: 'finalizing', stepMessage: 'Finishing the shorts' },
] as const;
const ALMOST_DONE = 99;

/** What the API shows of a request at the time `now`. */
export function stageOf(request: SandboxRequest, now = Date.now()): Stage {
	const { finalStatus, finishedAt } = request;
	if (finalStatus && finishedAt !== undefined && now >= request.hiddenUntil) {
		return finalStage(request, finalStatus, finishedAt);
	}
	const progress = finalStatus ? ALMOST_DONE : progressAt(request, now);
	const { from, step, stepMessage } =
		STEPS.filter(({ from: begin }) => progress >= begin).at(-1) ?? STEPS[0];
	return {
		status: step === 'queued' ? 'queued' : 'processing',
		step,
		stepMessage,
		progress,
		updatedAt: reachedAt(request, from),
	};
}

/** What the API showed of a request `ms` milliseconds ago. */
export function stageBefore(request: SandboxRequest, ms: number): Stage {
	if (ms === 0) return stageOf(request);
	const then = Date.now() - ms;
	const wasInWork = (request.finishedAt ?? 0) > then;
	return stageOf(wasInWork ? { ...request, finalStatus: undefined } : request, then);
}

/** Progress 0–99 of a request that has not finished. */
export function progressAt(request: SandboxRequest, now: number): number {
	if (request.processingMs === 'manual') return request.ownProgress;
	const share = (now - request.createdAt) / Math.max(1, request.processingMs);
	return Math.min(ALMOST_DONE, Math.max(0, Math.floor(share * 100)));
}

function finalStage(request: SandboxRequest, status: FinalStatus, finishedAt: number): Stage {
	const stepMessage = {
		completed: 'The shorts are ready',
		failed: 'Processing failed',
		cancelled: 'The request was cancelled',
	}[status];
	return {
		status,
		step: status === 'completed' ? 'completed' : 'failed',
		stepMessage,
		progress: { completed: 100, failed: 0, cancelled: request.ownProgress }[status],
		updatedAt: finishedAt,
	};
}

const reachedAt = (request: SandboxRequest, progress: number) =>
	request.processingMs === 'manual'
		? request.createdAt
		: request.createdAt + Math.floor((request.processingMs * progress) / 100);

export type NewRequest = Omit<SandboxRequest, 'id' | 'ownProgress' | 'hiddenUntil'>;

/** All requests of a sandbox, in the order in which they were added, and the ids of those that were deleted. */
export class Requests {
	private readonly byId = new Map<string, SandboxRequest>();
	private readonly deletedIds = new Set<string>();

	/** Those of each account by their time of creation, as long as none comes or goes: lists are read page by page. */
	private readonly listed = new Map<Account, readonly SandboxRequest[]>();

	get all(): SandboxRequest[] {
		return [...this.byId.values()];
	}

	add(request: NewRequest): SandboxRequest {
		const added = { ...request, id: newHexId(), ownProgress: 0, hiddenUntil: 0 };
		this.byId.set(added.id, added);
		this.listed.clear();
		return added;
	}

	get(id: string): SandboxRequest | undefined {
		return this.byId.get(id.toLowerCase());
	}

	/** Those of an account, the oldest first; of the same millisecond, in the order in which they were added. */
	of(account: Account): readonly SandboxRequest[] {
		const listed =
			this.listed.get(account) ??
			this.all
				.filter((request) => request.account === account)
				.sort((a, b) => a.createdAt - b.createdAt);
		this.listed.set(account, listed);
		return listed;
	}

	delete(request: SandboxRequest) {
		this.byId.delete(request.id);
		this.listed.clear();
		this.deletedIds.add(request.id);
	}

	wasDeleted(id: string): boolean {
		return this.deletedIds.has(id);
	}
}

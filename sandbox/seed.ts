import type { CreateShortsBody } from '../nodes/Ssemble/api/types';
import type { Account } from './accounts';
import type { FinalStatus, Requests, SandboxRequest } from './requests';

export interface SeedOptions {
	/** Default: the sandbox's first account. */
	account?: Account;
	/** Default `completed`. A `processing` one stays so until finish() ends it. */
	status?: FinalStatus | 'queued' | 'processing';
	/** When the newest was made, milliseconds since 1970. Default: now. */
	newestAt?: number;
	/** Milliseconds between one and the next. Default 1,000. */
	spacingMs?: number;
	/** Milliseconds from creation to the end. Default 0. */
	tookMs?: number;
	/** What the request with this index (0 is the oldest) was created with, beyond url, start and end. */
	body?: (index: number) => Partial<CreateShortsBody>;
	/** Clips of each. Default 3. */
	clips?: number;
	hasClipError?: boolean;
	failureReason?: string;
}

/** Adds requests that nobody sent, the oldest first. */
export function seed(
	requests: Requests,
	options: SeedOptions & { account: Account; origin: string },
	count: number,
): SandboxRequest[] {
	const { newestAt = Date.now(), spacingMs = 1_000 } = options;
	return Array.from({ length: count }, (_, index) =>
		seedOne(requests, options, index, newestAt - (count - 1 - index) * spacingMs),
	);
}

function seedOne(
	requests: Requests,
	options: SeedOptions & { account: Account; origin: string },
	index: number,
	createdAt: number,
): SandboxRequest {
	const { status = 'completed', tookMs = 0 } = options;
	const given = options.body?.(index) ?? {};
	const source = given.fileUrl ? {} : { url: `https://www.youtube.com/watch?v=sandbox${index}` };
	const body: CreateShortsBody = { ...source, start: 0, end: 600, ...given };
	const request = requests.add({
		account: options.account,
		origin: options.origin,
		body,
		start: body.start,
		end: body.end,
		createdAt,
		processingMs: 'manual',
		clips: options.clips ?? 3,
		hasClipError: options.hasClipError ?? false,
	});
	if (status === 'processing') request.ownProgress = 50;
	else if (status !== 'queued') {
		request.finalStatus = status;
		request.finishedAt = createdAt + tookMs;
		if (status === 'failed') {
			request.failureReason = options.failureReason ?? 'The video could not be processed';
		}
	}
	return request;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts';
import { ApiError } from '../apiError';
import { checkCreate, checkListQuery, checkRequestId, type CheckedCreate } from '../checks';
import type { Context } from '../context';
import { videoUrls } from '../events';
import { paginate } from '../pages';
import { quirky, quirksOf } from '../quirks';
import { stageBefore, type SandboxRequest, type Stage } from '../requests';
import type { Source } from '../source';
import { isFetchable } from '../sourceFiles';
import { createdView, fullView, statusView, summaryOf } from '../views';
import { callerOf } from './guard';

interface ById {
	Params: { id: string };
}

/** The endpoints below /shorts. */
export function shortsRoutes(api: FastifyInstance, context: Context) {
	const { processing, requests, settings, timers } = context;

	api.post('/shorts/create', { config: { endpoint: 'create' } }, async (request, reply) => {
		const account = callerOf(request);
		const checked = checkCreate(request.body, settings);
		pay(account);
		const created = addRequest(context, account, checked, originOf(request));
		if (request.call) request.call.requestId = created.id;
		begin(context, created);
		await timers.sleep(quirksOf(settings.quirks).createDelayMs);
		return reply.code(201).send({ data: createdView(created, checked.timeAdjustment) });
	});

	api.get('/shorts', { config: { endpoint: 'list' } }, (request) => {
		const query = checkListQuery(request.query as Record<string, unknown>);
		const { listLagMs } = quirksOf(settings.quirks);
		const stage = (each: SandboxRequest) => stageBefore(each, listLagMs);
		const own = seenAfter(listLagMs, requests.of(callerOf(request)));
		const wanted = query.status ? own.filter((each) => stage(each).status === query.status) : own;
		const listed = query.sortBy === 'updatedAt' ? byLastUpdate(wanted, stage) : [...wanted];
		if (query.sortOrder === 'desc') listed.reverse();
		const { entries, pagination } = paginate(listed, query, settings.pagination);
		const summaries = entries.map((entry) => summaryOf(entry, stage(entry)));
		return { data: { requests: quirky(summaries, settings.quirks), pagination } };
	});

	api.get<ById>('/shorts/:id', (request) => {
		const found = ownRequest(context, request);
		const view = fullView(found, videoUrls(originOf(request), settings));
		return { data: quirky(view, settings.quirks) };
	});

	api.get<ById>('/shorts/:id/status', { config: { endpoint: 'status' } }, (request) => {
		const found = ownRequest(context, request);
		return { data: quirky(statusView(found), settings.quirks) };
	});

	api.delete<ById>('/shorts/:id', { config: { endpoint: 'delete' } }, (request, reply) => {
		const found = ownRequest(context, request);
		const isInWork = found.finalStatus === undefined;
		if (isInWork && quirksOf(settings.quirks).deleteCancels) processing.finish(found, 'cancelled');
		else processing.delete(found);
		if (settings.deleteAnswer === 'empty') return reply.code(204).send();
		return { data: { message: 'Request deleted successfully' } };
	});
}

/** The address by which the caller reached the sandbox, so that links work for it too. */
const originOf = (request: FastifyRequest) => `${request.protocol}://${request.host}`;

/** Those that a list that lags by so many milliseconds knows already. */
function seenAfter(lagMs: number, requests: readonly SandboxRequest[]): readonly SandboxRequest[] {
	if (lagMs === 0) return requests;
	const then = Date.now() - lagMs;
	return requests.filter(({ createdAt }) => createdAt <= then);
}

/** Sets a new request to work: at once, or when its file was found to be a video. */
function begin({ processing, requests, settings, sourceFiles }: Context, request: SandboxRequest) {
	const { fileUrl } = request.body;
	if (!settings.fetchFiles || !fileUrl || !isFetchable(fileUrl)) {
		processing.start(request);
		return;
	}
	void sourceFiles.read(request, fileUrl).then((problem) => {
		if (sourceFiles.closed || requests.get(request.id) !== request) return;
		request.failureReason ??= problem;
		if (problem) processing.finish(request, 'failed');
		else processing.start(request);
	});
}

/** Entries of the same millisecond keep the order in which they were made. */
function byLastUpdate(
	requests: readonly SandboxRequest[],
	stage: (request: SandboxRequest) => Stage,
): SandboxRequest[] {
	return requests
		.map((request) => ({ request, at: stage(request).updatedAt }))
		.sort((a, b) => a.at - b.at)
		.map(({ request }) => request);
}

function pay(account: Account) {
	if (!account.subscription) {
		throw new ApiError('subscription_required', 'An active subscription is required');
	}
	if (account.credits < 1) {
		throw new ApiError('insufficient_credits', 'Insufficient credits');
	}
	account.credits -= 1;
}

function addRequest(
	{ requests, settings }: Context,
	account: Account,
	{ body, source, start, end }: CheckedCreate,
	origin: string,
): SandboxRequest {
	return requests.add({
		account,
		body,
		start,
		end,
		origin,
		createdAt: Date.now(),
		processingMs: source.processingMs ?? settings.processingMs,
		failureReason: source.failureReason,
		clips: source.clips ?? settings.clipsPerRequest,
		hasClipError: source.hasClipError || settings.clipError,
		eventFault: eventFaultOf(source),
	});
}

function eventFaultOf({ event }: Source) {
	if (event === 'lost') return { lose: true };
	return event === 'repeated' ? { copies: 3 } : undefined;
}

/** The request that the path names, if it is the caller's. */
function ownRequest({ requests }: Context, request: FastifyRequest<ById>): SandboxRequest {
	const id = checkRequestId(request.params.id);
	if (request.call) request.call.requestId = id;
	const found = requests.get(id);
	if (found?.account === callerOf(request)) return found;
	throw new ApiError('resource_not_found', 'Request not found');
}

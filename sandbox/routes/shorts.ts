import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts';
import { ApiError } from '../apiError';
import { checkCreate, checkListQuery, checkRequestId, type CheckedCreate } from '../checks';
import type { Context } from '../context';
import { videoUrls } from '../events';
import { paginate } from '../pages';
import { stageOf, type SandboxRequest } from '../requests';
import type { Source } from '../source';
import { createdView, fullView, statusView, summaryOf } from '../views';
import { callerOf } from './guard';

interface ById {
	Params: { id: string };
}

/** The endpoints below /shorts. */
export function shortsRoutes(api: FastifyInstance, context: Context) {
	const { processing, requests, settings } = context;

	api.post('/shorts/create', { config: { endpoint: 'create' } }, (request, reply) => {
		const account = callerOf(request);
		const checked = checkCreate(request.body, settings);
		pay(account);
		const created = addRequest(context, account, checked, originOf(request));
		processing.start(created);
		if (request.call) request.call.requestId = created.id;
		return reply.code(201).send({ data: createdView(created, checked.timeAdjustment) });
	});

	api.get('/shorts', { config: { endpoint: 'list' } }, (request) => {
		const query = checkListQuery(request.query as Record<string, unknown>);
		const own = requests.of(callerOf(request));
		const wanted = query.status ? own.filter((each) => stageOf(each).status === query.status) : own;
		const listed = query.sortBy === 'updatedAt' ? byLastUpdate(wanted) : [...wanted];
		if (query.sortOrder === 'desc') listed.reverse();
		const { entries, pagination } = paginate(listed, query, settings.pagination);
		const summaries = entries.map((entry) => summaryOf(entry, stageOf(entry)));
		return { data: { requests: summaries, pagination } };
	});

	api.get<ById>('/shorts/:id', (request) => {
		const found = ownRequest(context, request);
		return { data: fullView(found, videoUrls(originOf(request), settings)) };
	});

	api.get<ById>('/shorts/:id/status', { config: { endpoint: 'status' } }, (request) => {
		const found = ownRequest(context, request);
		return { data: statusView(found) };
	});

	api.delete<ById>('/shorts/:id', { config: { endpoint: 'delete' } }, (request, reply) => {
		processing.delete(ownRequest(context, request));
		if (settings.deleteAnswer === 'empty') return reply.code(204).send();
		return { data: { message: 'Request deleted successfully' } };
	});
}

/** The address by which the caller reached the sandbox, so that links work for it too. */
const originOf = (request: FastifyRequest) => `${request.protocol}://${request.host}`;

/** Entries of the same millisecond keep the order in which they were made. */
function byLastUpdate(requests: readonly SandboxRequest[]): SandboxRequest[] {
	return requests
		.map((request) => ({ request, at: stageOf(request).updatedAt }))
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

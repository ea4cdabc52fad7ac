import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CreatedShorts, ShortsRequestSummary } from '../../nodes/Ssemble/shared/types';
import type { Account } from '../accounts';
import { ApiError } from '../apiError';
import { DEFAULT_TEMPLATE, TEMPLATES } from '../catalogue';
import { checkCreate, checkListQuery, checkRequestId, type CheckedCreate } from '../checks';
import { clipsOf, sentencesOf, titleOf } from '../content';
import type { Context } from '../context';
import { videoUrls } from '../events';
import { paginate } from '../pages';
import { hexIdFrom } from '../random';
import { stageOf, type SandboxRequest } from '../requests';
import type { Source } from '../source';
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
		return reply.code(201).send({ data: createdView(created, checked) });
	});

	api.get('/shorts', { config: { endpoint: 'list' } }, (request) => {
		const query = checkListQuery(request.query as Record<string, unknown>);
		const listed = requests
			.of(callerOf(request))
			.map((entry) => summaryOf(entry))
			.filter(({ status }) => !query.status || status === query.status);
		// Newest first; requests of the same millisecond keep the order in which they came.
		const ascending = listed.sort((a, b) =>
			(a[query.sortBy] ?? '') < (b[query.sortBy] ?? '')
				? -1
				: a[query.sortBy] === b[query.sortBy]
					? 0
					: 1,
		);
		if (query.sortOrder === 'desc') ascending.reverse();
		const { entries, pagination } = paginate(ascending, query, settings.pagination);
		return { data: { requests: entries, pagination } };
	});

	api.get<ById>('/shorts/:id', (request) => {
		const found = ownRequest(context, request);
		return { data: fullView(found, videoUrls(originOf(request), settings)) };
	});

	api.get<ById>('/shorts/:id/status', { config: { endpoint: 'status' } }, (request) => {
		const found = ownRequest(context, request);
		const { status, step, stepMessage, progress } = stageOf(found);
		return {
			data: {
				_id: found.id,
				status,
				step,
				stepMessage,
				progress,
				userEmail: found.account.email,
				isDemo: false,
				...(status === 'failed' && { failureReason: found.failureReason }),
			},
		};
	});

	api.delete<ById>('/shorts/:id', { config: { endpoint: 'delete' } }, (request, reply) => {
		processing.delete(ownRequest(context, request));
		if (settings.deleteAnswer === 'empty') return reply.code(204).send();
		return { data: { message: 'Request deleted successfully' } };
	});
}

/** The address by which the caller reached the sandbox, so that links work for it too. */
const originOf = (request: FastifyRequest) => `${request.protocol}://${request.host}`;

function pay(account: Account) {
	if (!account.subscription) {
		throw new ApiError('subscription_required', 'An active subscription is required');
	}
	if (account.credits < 1) {
		throw new ApiError('insufficient_credits', 'Insufficient credits', {
			required: 1,
			available: account.credits,
		});
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

function createdView(request: SandboxRequest, { timeAdjustment }: CheckedCreate): CreatedShorts {
	const { processingMs } = request;
	const estimate = processingMs === 'manual' ? 10 * 60_000 : processingMs;
	return {
		requestId: request.id,
		status: 'queued',
		creditsUsed: 1,
		estimatedCompletionTime: new Date(request.createdAt + estimate).toISOString(),
		...(timeAdjustment && { timeAdjustment }),
	};
}

function summaryOf(request: SandboxRequest): ShortsRequestSummary {
	const { status, progress, updatedAt } = stageOf(request);
	return {
		requestId: request.id,
		status,
		progress,
		createdAt: new Date(request.createdAt).toISOString(),
		updatedAt: new Date(updatedAt).toISOString(),
		url: sourceUrlOf(request),
		duration: request.end - request.start,
	};
}

function fullView(request: SandboxRequest, videoUrl: (fileName: string) => string) {
	const { status, progress } = stageOf(request);
	const { body } = request;
	const isCompleted = status === 'completed';
	const language = body.language ?? 'en';
	return {
		_id: request.id,
		status,
		progress,
		userEmail: request.account.email,
		url: sourceUrlOf(request),
		start: request.start,
		end: request.end,
		title: titleOf(sourceUrlOf(request)),
		language,
		template: templateNameOf(body.templateId),
		captionLanguage: body.captionLanguage ?? language,
		heatmap: null,
		sentences: isCompleted ? sentencesOf(request) : [],
		preferredLength: body.preferredLength ?? 'under60sec',
		projectId: hexIdFrom(`${request.id} project`),
		shorts: isCompleted ? clipsOf(request, videoUrl) : [],
		...(status === 'failed' && { failureReason: request.failureReason }),
	};
}

const sourceUrlOf = ({ body }: SandboxRequest) => body.url ?? body.fileUrl ?? '';

const templateNameOf = (templateId: string | undefined) =>
	TEMPLATES.find((template) => template.templateId === templateId?.toLowerCase())?.name ??
	DEFAULT_TEMPLATE.name;

/** The request that the path names, if it is the caller's. */
function ownRequest({ requests }: Context, request: FastifyRequest<ById>): SandboxRequest {
	const id = checkRequestId(request.params.id);
	if (request.call) request.call.requestId = id;
	const found = requests.get(id);
	if (found?.account === callerOf(request)) return found;
	throw new ApiError('resource_not_found', 'Request not found');
}

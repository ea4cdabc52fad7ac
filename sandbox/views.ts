import type {
	CreatedShorts,
	ShortsRequestStatus,
	ShortsRequestSummary,
} from '../nodes/Ssemble/api/types';
import { DEFAULT_TEMPLATE, TEMPLATES } from './catalogue';
import { clipsOf, sentencesOf, titleOf } from './content';
import { stageOf, type SandboxRequest, type Stage } from './requests';

/** What the answer to a create request tells. */
export function createdView(
	request: SandboxRequest,
	timeAdjustment: CreatedShorts['timeAdjustment'],
): CreatedShorts {
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

/** A request as the list shows it. */
export function summaryOf(
	request: SandboxRequest,
	{ status, progress, updatedAt }: Stage,
): ShortsRequestSummary {
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

/** How far a request has come. */
export function statusView(request: SandboxRequest): ShortsRequestStatus {
	const { status, step, stepMessage, progress } = stageOf(request);
	return {
		_id: request.id,
		status,
		step,
		stepMessage,
		progress,
		userEmail: request.account.email,
		isDemo: false,
		...(status === 'failed' && { failureReason: request.failureReason }),
	};
}

/** Everything about a request. `videoUrl` gives the address of a clip's file by its name. */
export function fullView(request: SandboxRequest, videoUrl: (fileName: string) => string) {
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
		captionLanguage: body.captionLanguage === language ? '' : (body.captionLanguage ?? ''),
		heatmap: [],
		sentences: isCompleted ? sentencesOf(request) : [],
		preferredLength: body.preferredLength ?? 'under60sec',
		projectId: null,
		shorts: isCompleted ? clipsOf(request, videoUrl) : [],
		...(status === 'failed' && { failureReason: request.failureReason }),
	};
}

const sourceUrlOf = ({ body }: SandboxRequest) => body.url ?? body.fileUrl ?? '';

const templateNameOf = (templateId: string | undefined) =>
	TEMPLATES.find((template) => template.templateId === templateId?.toLowerCase())?.name ??
	DEFAULT_TEMPLATE.name;

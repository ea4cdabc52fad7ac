/** The error codes that the API documents, each with its HTTP status. */
const STATUS_OF = {
	invalid_request: 400,
	invalid_youtube_url: 400,
	video_too_long: 400,
	url_validation_failed: 400,
	missing_api_key: 401,
	invalid_api_key: 401,
	subscription_required: 403,
	insufficient_credits: 403,
	resource_not_found: 404,
	rate_limit_exceeded: 429,
	internal_error: 500,
} as const;

export type ApiErrorCode = keyof typeof STATUS_OF;

/** Thrown anywhere below a route; the server turns it into the API's error answer. */
export class ApiError extends Error {
	readonly status: number;

	constructor(
		readonly code: ApiErrorCode,
		message: string,
	) {
		super(message);
		this.name = 'ApiError';
		this.status = STATUS_OF[code];
	}

	toBody() {
		return { error: { code: this.code, message: this.message, details: null } };
	}
}

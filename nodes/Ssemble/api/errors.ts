import type { INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { limitThatRanOut, untilReset } from './rateLimit';
import type { ApiResponse } from './call';
import { withoutApiKey, withoutTokens } from './masked';
import { isJsonObject } from '../n8n/json';

const API_KEYS = 'Ssemble dashboard → profile icon → API Keys (https://app.ssemble.com/api-keys)';
const PRICING = 'https://app.ssemble.com/pricing';

const CHECK_PARAMETERS = 'Check the values of this node’s parameters against their descriptions.';
export const CHECK_KEY = `Open the credential and paste the API key again. You find it here: ${API_KEYS}.`;

/** What a user can do about each error code that the API documents. */
const REMEDIES: Record<string, string> = {
	invalid_request: CHECK_PARAMETERS,
	invalid_youtube_url:
		'Use the address of a regular, public YouTube video, as the browser shows it. YouTube Shorts cannot be clipped.',
	video_too_long: 'Ssemble accepts videos of up to 5 hours. Use a shorter video.',
	url_validation_failed:
		'Open the address of the video in a private browser window: it must lead to the video without signing in.',
	missing_api_key: `Open the credential and paste an API key. You find it here: ${API_KEYS}.`,
	invalid_api_key: CHECK_KEY,
	subscription_required: `Choose a plan at ${PRICING}, then run this node again.`,
	insufficient_credits: `Add credits or choose a larger plan at ${PRICING}, then run this node again.`,
	user_not_found: `Create an account at app.ssemble.com, then an API key: ${API_KEYS}.`,
	resource_not_found:
		'Check the request ID, and that the credential belongs to the account that created the request. A deleted request cannot be read any more.',
	internal_error: 'The fault lies with Ssemble. Run this node again in a few minutes.',
};

/** For a refused webhook URL, which has the same code as the address of a video. */
const WEBHOOK_URL =
	"Ssemble must be able to reach the webhook URL from the internet: set the environment variable WEBHOOK_URL of n8n to its public address, or check 'Webhook URL'.";

/** What a user can do about a status whose error code is not documented. */
const REMEDIES_BY_STATUS: Record<number, string> = {
	400: CHECK_PARAMETERS,
	401: CHECK_KEY,
	402: `Look at the plan and the credits of this account at ${PRICING}, then run this node again.`,
	403: 'Check in the Ssemble dashboard (app.ssemble.com) what the plan of this account allows.',
	404: 'Check the base URL in the credential. It ends with /api/v1.',
	407: 'The proxy between this n8n and Ssemble asks for a login. Check the proxy settings of this n8n.',
	408: 'The call took too long on its way to Ssemble. Run this node again.',
	413: 'A proxy in front of Ssemble found the request too large. Shorten the texts in this node’s parameters.',
};

const NOT_FROM_SSEMBLE =
	'This answer came from a proxy or firewall, not from Ssemble. Let this n8n call the base URL in the credential, then run this node again.';

const TURNED_DOWN =
	'Ssemble turned this call down for the reason that it gives above. Look at the request and the account in the Ssemble dashboard (app.ssemble.com), then run this node again.';

const MOVED =
	'The base URL in the credential leads to another address. Set it to where the API is, e.g. https://aiclipping.ssemble.com/api/v1.';

const UNREADABLE_ANSWER =
	'Ssemble or a proxy in front of it is having trouble. Run this node again in a few minutes, and check the base URL in the credential if that does not help.';

/** The longest message that is shown, in characters. */
const LONGEST_MESSAGE = 500;

/** A whole page can come in the place of a message. */
function shortened(text: string): string {
	return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}

/**
 * The error for an answer that refuses a call: the API's own words as message, the remedy as description.
 *
 * @param response an answer with a status of 300 or above, or one whose body is not what the API documents
 */
export function refusedError(
	node: INode,
	response: ApiResponse,
	itemIndex?: number,
	apiKey?: string,
): NodeApiError {
	const { code, message: said } = documentedError(response);
	const message = shortened(withoutTokens(withoutApiKey(said, apiKey)));
	const description = remedyFor(code, response, said);
	const httpCode = String(response.statusCode);
	const options = { message, description, httpCode, itemIndex };
	const error = new NodeApiError(node, { message }, options);
	error.context.code = code;
	return error;
}

/** The error for a call that got no answer at all, but what the connection reported, e.g. "ECONNREFUSED". */
export function unreachedError(node: INode, cause: string, itemIndex?: number): NodeApiError {
	const message = 'Ssemble could not be reached';
	const description = `The connection reported: ${cause}. Check the network of this n8n and the base URL in the credential, then run this node again.`;
	return new NodeApiError(node, { message }, { message, description, itemIndex });
}

/** The API's error code in an answer; '' if it has none. */
export function errorCode(response: ApiResponse): string {
	return documentedError(response).code ?? '';
}

/**
 * Whether the same call may succeed a little later: Ssemble was not reached or had trouble, or a proxy or firewall
 * answered in its place, with a page and not as the API does.
 */
export function isPassing({ httpCode, context }: NodeApiError): boolean {
	const status = httpCode ?? '';
	return !/^[34]/.test(status) || (status.startsWith('4') && context.code === undefined);
}

/** `code` is '' if the API gives none, and undefined if the answer is not one of the API at all. */
function documentedError({ body, statusCode }: ApiResponse): { code?: string; message: string } {
	const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : undefined;
	return {
		code: error && (typeof error.code === 'string' ? error.code : ''),
		message:
			typeof error?.message === 'string' && error.message !== ''
				? error.message
				: `Ssemble gave an answer that could not be understood (HTTP status ${statusCode})`,
	};
}

function remedyFor(code: string | undefined, response: ApiResponse, said: string): string {
	const { statusCode } = response;
	if (statusCode === 429) return rateLimitRemedy(response);
	if (statusCode >= 300 && statusCode < 400) return MOVED;
	if (code === undefined && statusCode === 403) return NOT_FROM_SSEMBLE;
	if (code === 'url_validation_failed' && /webhook/i.test(said)) return WEBHOOK_URL;
	return REMEDIES[code ?? ''] ?? REMEDIES_BY_STATUS[statusCode] ?? otherRemedy(code, statusCode);
}

function otherRemedy(code: string | undefined, statusCode: number): string {
	if (statusCode >= 500 || statusCode < 300) return UNREADABLE_ANSWER;
	return code === undefined ? NOT_FROM_SSEMBLE : TURNED_DOWN;
}

function rateLimitRemedy({ headers }: ApiResponse): string {
	const reset = untilReset(headers);
	const at = reset === undefined ? undefined : new Date(Date.now() + Math.max(0, reset));
	const when = at === undefined ? '' : ` The limit resets at ${at.toISOString()}.`;
	const which = limitThatRanOut(headers);
	const what = which === undefined ? 'in a short time' : `this ${which}`;
	return `Too many calls were made with this account ${what}.${when} Run this node again then, or spread the work over a longer time.`;
}

/** Connection failures that happen before a call is sent; any other may come after that. */
const NOT_SENT =
	/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|\bconnect E[A-Z]+|CERT|UNABLE_TO_VERIFY|EPROTO|before secure TLS|restricted IP|blocked because/;

/** Whether a call surely was not sent, told from what `causeOf` says about it. */
export function isNotSent(cause: string): boolean {
	return NOT_SENT.test(cause);
}

/** What the connection reported when a call got no answer, e.g. "ECONNREFUSED (connect …)". */
export function causeOf(error: unknown): string {
	const { message } = reportOf(error);
	const code = connectionCode(error);
	const said = typeof message === 'string' ? message : 'no answer';
	return code && !said.includes(code) ? `${code} (${said})` : said;
}

/** The code of what the connection reported, e.g. "ECONNREFUSED"; '' if it has none. */
export function connectionCode(error: unknown): string {
	const { code } = reportOf(error);
	return typeof code === 'string' ? code : '';
}

/**
 * n8n and its HTTP library wrap what the connection reported, and Node.js what it met at each of a host's addresses.
 * Errors may come from another realm, so nothing asks for their class.
 */
function reportOf(error: unknown): { message?: unknown; code?: unknown } {
	if (!isJsonObject(error)) return {};
	const report = isJsonObject(error.cause) ? error.cause : error;
	const joint = isJsonObject(report.cause) ? report.cause : report;
	const errors: unknown[] = Array.isArray(joint.errors) ? joint.errors : [];
	return errors.find(isJsonObject) ?? report;
}

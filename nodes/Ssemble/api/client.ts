import type { IDataObject, IHttpRequestOptions, NodeApiError } from 'n8n-workflow';
import { causeOf, CHECK_KEY, isNotSent, refusedError, unreachedError } from './errors';
import { withoutApiKey } from './masked';
import { dataIn, type ApiCall, type ApiResponse, type Outcome } from './call';
import { asText, isJsonObject } from '../n8n/json';
import type { NodeContext } from '../n8n/context';
import { TOO_LATE, withDeadline } from '../n8n/deadline';
import { refuser } from '../n8n/parameters';
import { pause } from '../n8n/pause';
import { repeatedly } from '../n8n/repeatedly';
import {
	CREDENTIAL,
	dependsOnItem,
	readCredential,
	refuseOtherKeys,
	type Credential,
} from './credential';
import { readAllowance, type Allowance } from './rateLimit';
import { retryDelay } from './retry';

/** Milliseconds until an attempt is given up, however slowly its answer comes. Ours: the API documents no figure. */
const TIMEOUT_MS = 30_000;

/** The same for a submission, for which Ssemble looks at the video first. */
const SUBMISSION_TIMEOUT_MS = 120_000;

/** For how much longer the rest of an answer may drip in, in milliseconds, as long as it does not stall. */
const BODY_MS = 30_000;

const TOO_SLOW = { message: 'the answer came too slowly' };

/** How much earlier than it was sent a request may be dated, in milliseconds: clocks are read to the second. */
const CLOCK_SLACK_MS = 5_000;

/**
 * Makes the calls to Ssemble: base URL and key from the credential, retries, and errors that say what to do.
 */
export class ApiClient {
	/** Milliseconds by which Ssemble's clock is ahead of this machine's. */
	private clockOffset = 0;

	/** The account's hourly allowance of calls, as the latest answer told it. */
	allowance: Allowance | undefined;

	private constructor(
		private readonly context: NodeContext,
		readonly baseUrl: string,
		private readonly apiKey: string,
		private readonly credential: Credential,
	) {}

	/**
	 * A client for the credential of the given context's node.
	 *
	 * @throws NodeOperationError if the node has no credential, or one whose base URL or key cannot be used
	 */
	static async connect(context: NodeContext): Promise<ApiClient> {
		const credential = await readCredential(context);
		const address = asText(credential.baseUrl).replace(/\/+$/, '');
		const refuse = refuser(context);
		if (!URL.canParse(address) || !/^https?:\/\//i.test(address)) {
			refuse(
				'The base URL in the Ssemble credential is not a URL that begins with https:// or http://',
				'Open the credential and set the base URL, e.g. https://aiclipping.ssemble.com/api/v1.',
			);
		}
		const key = asText(credential.apiKey);
		if (!/^[\x20-\x7e]*$/.test(key)) {
			refuse('The API key in the Ssemble credential has characters that no API key has', CHECK_KEY);
		}
		if ('getInputData' in context) await refuseOtherKeys(context, key);
		return new ApiClient(context, address, key, credential);
	}

	/** Whether the key is an expression on the input item, which n8n cannot evaluate without one. */
	async isKeyOfItem(): Promise<boolean> {
		return 'getInputData' in this.context && (await dependsOnItem(this.context, this.apiKey));
	}

	/**
	 * Makes a call and returns the answer's `data`.
	 *
	 * @throws NodeApiError as `call`, and if the answer holds no data
	 */
	async data(call: ApiCall): Promise<IDataObject> {
		const outcome = await this.attempt(call);
		const data = dataIn(outcome);
		if (data) return data;
		throw this.errorOf(outcome, call.itemIndex);
	}

	/** The error for a call that was not done, or whose answer is not what the API documents. */
	errorOf(outcome: Outcome, itemIndex?: number): NodeApiError {
		return outcome.kind === 'done' ? this.refusal(outcome.response, itemIndex) : outcome.error;
	}

	/** A moment by this machine's clock, as Ssemble's clock has it. Milliseconds since 1970. */
	serverTime(localTime: number): number {
		return localTime + this.clockOffset;
	}

	/** The earliest date that Ssemble can give to a request sent at `localTime`. Milliseconds since 1970. */
	earliestCreation(localTime: number): number {
		return this.serverTime(localTime) - CLOCK_SLACK_MS;
	}

	/**
	 * Makes a call.
	 *
	 * @throws NodeApiError with the API's message and a remedy
	 */
	async call(call: ApiCall): Promise<ApiResponse> {
		const outcome = await this.attempt(call);
		if (outcome.kind === 'done') return outcome.response;
		throw outcome.error;
	}

	/** Makes a call, again if that may help, and tells what became of it. */
	async attempt(call: ApiCall): Promise<Outcome> {
		return await repeatedly(
			this.context,
			async () => await this.send(call),
			(outcome, earlier) =>
				outcome.kind === 'done' ? undefined : retryDelay(call, outcome, earlier),
		);
	}

	/** Waits the given milliseconds; ends at once, with an error, when the execution is cancelled. */
	async pause(milliseconds: number): Promise<void> {
		await pause(this.context, milliseconds);
	}

	/** Makes a call once, and tells what became of it. */
	async send(call: ApiCall): Promise<Outcome> {
		const timeout = call.method === 'POST' ? SUBMISSION_TIMEOUT_MS : TIMEOUT_MS;
		const options: IHttpRequestOptions = {
			method: call.method,
			url: `${this.baseUrl}${call.path}`,
			qs: call.query,
			body: call.body,
			json: true,
			timeout,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// The key would travel along to whatever host the answer names, and a POST would become a GET.
			disableFollowRedirect: true,
		};
		try {
			const { helpers } = this.context;
			const request = helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				options,
				// Otherwise n8n reads it anew for each call, and sets up an environment for its expressions.
				{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: this.credential } },
			) as Promise<ApiResponse>;
			const response = await withDeadline(request, timeout + BODY_MS);
			if (response === TOO_LATE) return this.withoutAnswer(call, TOO_SLOW);
			this.readClock(response);
			this.allowance = readAllowance(response.headers);
			return this.judge(call, response);
		} catch (error) {
			return this.withoutAnswer(call, error);
		}
	}

	private judge(call: ApiCall, response: ApiResponse): Outcome {
		const { statusCode, body } = response;
		const isDocumented = isJsonObject(body) || statusCode === 204;
		if (statusCode < 300 && isDocumented) return { kind: 'done', response };

		const error = this.refusal(response, call.itemIndex);
		// 408 is a proxy that gave up waiting, as 504 is.
		const isRefused = statusCode >= 300 && statusCode < 500 && statusCode !== 408;
		if (isRefused) return { kind: 'refused', response, error };
		return { kind: 'unclear', error };
	}

	private refusal(response: ApiResponse, itemIndex?: number): NodeApiError {
		return refusedError(this.context.getNode(), response, itemIndex, this.apiKey);
	}

	private readClock({ headers }: ApiResponse): void {
		const served = Date.parse(asText(headers.date));
		if (!Number.isNaN(served)) this.clockOffset = served - Date.now();
	}

	private withoutAnswer(call: ApiCall, error: unknown): Outcome {
		const cause = withoutApiKey(causeOf(error), this.apiKey);
		const reported = unreachedError(this.context.getNode(), cause, call.itemIndex);
		return { kind: isNotSent(cause) ? 'unreached' : 'unclear', error: reported };
	}
}

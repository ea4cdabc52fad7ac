import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hasKeyFormat, type Account, type Accounts } from '../accounts';
import { ApiError } from '../apiError';
import type { Context } from '../context';
import { quirksOf } from '../quirks';
import { DOCUMENTED_LIMITS, RateLimits } from '../rateLimits';

/** Lets only calls with a good key and within the rate limits through, and puts the limits on every answer. */
export function guardApi(api: FastifyInstance, { accounts, settings }: Context) {
	const nobodysLimits = new RateLimits(DOCUMENTED_LIMITS);

	api.addHook('onRequest', (request, _reply, done) => {
		request.account = accountOf(request, accounts);
		request.account.rateLimits.count(request.routeOptions.config.endpoint);
		done();
	});
	api.addHook('onSend', (request, reply, _payload, done) => {
		const headers = (request.account?.rateLimits ?? nobodysLimits).headers();
		if (reply.statusCode === 429 && quirksOf(settings.quirks).retryAfter) {
			headers['Retry-After'] = secondsUntil(headers['X-RateLimit-Reset'] ?? '');
		}
		for (const [name, value] of Object.entries(headers)) {
			if (!reply.hasHeader(name)) reply.header(name, value);
		}
		done();
	});
	api.setNotFoundHandler(() => {
		throw new ApiError('resource_not_found', 'There is no such endpoint');
	});
}

const secondsUntil = (time: string) =>
	String(Math.max(0, Math.ceil((Date.parse(time) - Date.now()) / 1000)));

/** The account that a route behind the guard works for. */
export function callerOf(request: FastifyRequest): Account {
	if (!request.account) throw new ApiError('missing_api_key', 'API key is required');
	return request.account;
}

function accountOf(request: FastifyRequest, accounts: Accounts): Account {
	const key = keyIn(request);
	if (!key) throw new ApiError('missing_api_key', 'API key is required');
	if (!hasKeyFormat(key)) throw new ApiError('invalid_api_key', 'Invalid API key format');
	const account = accounts.withKey(key);
	if (!account) throw new ApiError('invalid_api_key', 'Invalid or revoked API key');
	return account;
}

function keyIn({ headers }: FastifyRequest): string | undefined {
	const own = headers['x-api-key'];
	if (typeof own === 'string' && own) return own;
	return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withoutKeys } from './accounts';
import type { Context } from './context';

/** The path of the API on a sandbox; its base URL ends with it. */
export const API_PATH = '/api/v1';

const isOfApi = ({ url }: FastifyRequest) => url.startsWith(`${API_PATH}/`);
const logOf = (request: FastifyRequest, { apiLog, downloadLog }: Context) =>
	isOfApi(request) ? apiLog : downloadLog;
const withoutBase = (path: string) =>
	path.startsWith(`${API_PATH}/`) ? path.slice(API_PATH.length) : path;

/** Logs each call of the API and each download as it comes, and notes when its connection is done with it. */
export function logArrivals(server: FastifyInstance, context: Context) {
	server.addHook('onRequest', (request, reply, done) => {
		const path = withoutBase(request.url.replace(/\?.*$/s, ''));
		const call = logOf(request, context).begin({
			method: request.method,
			path,
			route: withoutBase(request.routeOptions.url ?? path),
			query: { ...(request.query as Record<string, unknown>) },
		});
		request.call = call;
		reply.raw.once('close', () => {
			const status = reply.raw.writableFinished ? reply.statusCode : undefined;
			logOf(request, context).end(call, status);
			context.onCall(call);
		});
		done();
	});
	server.addHook('preHandler', (request, _reply, done) => {
		if (request.call) {
			request.call.body = withoutKeys(request.body);
			request.call.account = request.account?.email;
		}
		done();
	});
}

/**
 * Notes each answer before it leaves, so that whoever has the answer also finds it in the log, or that
 * it cannot leave any more.
 */
export function logAnswers(server: FastifyInstance, context: Context) {
	server.addHook('onSend', (request, reply, payload, done) => {
		const isStream = typeof payload === 'object' && payload !== null && 'pipe' in payload;
		if (request.call && !isStream) {
			const status = request.raw.socket.destroyed ? undefined : reply.statusCode;
			logOf(request, context).end(request.call, status);
		}
		done(null, payload);
	});
}

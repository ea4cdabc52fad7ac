import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ApiError } from './apiError';
import type { Context } from './context';
import { injectFaults } from './faultHooks';
import { API_PATH, logAnswers, logArrivals } from './logHooks';
import { assetRoutes } from './routes/assets';
import { guardApi } from './routes/guard';
import { shortsRoutes } from './routes/shorts';
import { videoRoutes } from './routes/videos';

/** The HTTP server of a sandbox, not yet listening. */
export function buildServer(context: Context): FastifyInstance {
	const server = fastify({ forceCloseConnections: true, return503OnClosing: false });
	server.decorateRequest('account', null);
	server.decorateRequest('call', null);
	server.decorateRequest('fault', null);
	server.setErrorHandler<FastifyError>((error, request, reply) => {
		const answer = asApiError(error);
		if (request.call) request.call.error = `${answer.code}: ${answer.message}`;
		return reply.code(answer.status).send(answer.toBody());
	});
	logArrivals(server, context);
	injectFaults(server, context);
	logAnswers(server, context);
	// Unlike fastify's own, this one takes an empty body for none: some clients name a type and send nothing.
	server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
		parseJson(text.toString(), done);
	});
	server.get('/', (request, reply) =>
		reply
			.type('text/plain')
			.send(`Ssemble sandbox\n${request.protocol}://${request.host}${API_PATH}\n`),
	);
	server.register(
		(api, _options, done) => {
			guardApi(api, context);
			shortsRoutes(api, context);
			assetRoutes(api, context);
			done();
		},
		{ prefix: API_PATH },
	);
	videoRoutes(server, context);
	return server;
}

function parseJson(text: string, done: (error: Error | null, body?: unknown) => void) {
	try {
		done(null, text.trim() === '' ? undefined : JSON.parse(text));
	} catch {
		done(new ApiError('invalid_request', 'The body is not valid JSON'));
	}
}

function asApiError(error: FastifyError | ApiError): ApiError {
	if (error instanceof ApiError) return error;
	const isCallersFault = (error.statusCode ?? 500) < 500;
	return isCallersFault
		? new ApiError('invalid_request', error.message)
		: new ApiError('internal_error', 'An unexpected error occurred');
}

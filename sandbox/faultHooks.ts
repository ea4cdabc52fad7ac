import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from './context';
import type { FaultEffect } from './faultEffect';
import { spoil, strikesAfterwards } from './faults';

/** Delays every call by the set latency and lets the set faults strike. */
export function injectFaults(server: FastifyInstance, { faults, settings, timers }: Context) {
	server.addHook('preHandler', async (request, reply) => {
		await timers.sleep(settings.latencyMs);
		const effect = request.call && faults.take(request.call);
		if (!effect) return;
		if (strikesAfterwards(effect)) request.fault = effect;
		else return strikeBefore(effect, reply);
	});

	server.addHook('onSend', async (request, reply, payload) => {
		const { fault } = request;
		return fault ? strikeAfter(fault, request, reply, payload) : payload;
	});

	async function strikeBefore(effect: FaultEffect, reply: FastifyReply) {
		if (effect.kind === 'delay') return timers.sleep(effect.ms);
		if (effect.kind === 'answer') return reply.send(replaceAnswer(effect, reply));
		await cutOff(effect, reply);
		return reply.hijack();
	}

	async function strikeAfter(
		effect: FaultEffect,
		request: FastifyRequest,
		reply: FastifyReply,
		payload: unknown,
	) {
		request.fault = null;
		if (effect.kind === 'delay') await timers.sleep(effect.ms);
		if (effect.kind === 'answer') return replaceAnswer(effect, reply);
		if (effect.kind === 'drip') return Readable.from(spaces(effect.everyMs));
		if (effect.kind === 'hang' || effect.kind === 'reset') await cutOff(effect, reply);
		return typeof payload === 'string' ? spoil(effect, payload) : payload;
	}

	async function* spaces(everyMs: number) {
		while (!timers.isStopped) {
			yield ' ';
			await timers.sleep(everyMs);
		}
	}

	async function cutOff(effect: FaultEffect, reply: FastifyReply) {
		const { socket } = reply.raw;
		if (effect.kind === 'hang') {
			await timers.sleep(effect.ms);
			socket?.destroy();
		} else {
			socket?.resetAndDestroy();
		}
	}
}

/** Sets the status and headers of a made-up answer and returns its text. */
function replaceAnswer(effect: Extract<FaultEffect, { kind: 'answer' }>, reply: FastifyReply) {
	const { status, body = '', headers = {} } = effect;
	const isText = typeof body === 'string';
	const textType = isText && body.startsWith('<') ? 'text/html' : 'text/plain';
	reply.code(status).removeHeader('content-length');
	reply.header('content-type', isText ? textType : 'application/json').headers(headers);
	return isText ? body : JSON.stringify(body);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context';

interface VideoCall {
	Params: { file: string };
	Querystring: Record<string, string | undefined>;
}

const CLIP = readFileSync(join(__dirname, '..', 'assets', 'clip.mp4'));
const FREE_BOX_HEADER = 8;
const ZEROS = Buffer.alloc(64 * 1024);

/**
 * The files that clips and the catalogue point to. A video's query can ask for:
 * `size` bytes, `chunked` without content-length, `cutAfter` bytes with the connection then
 * reset (or, with `cut=end`, closed; with `cut=stall`, left silent).
 */
export function videoRoutes(server: FastifyInstance, { requests }: Context) {
	server.get<VideoCall>('/videos/:file', (request, reply) => {
		const { file } = request.params;
		if (requests.wasDeleted(file.slice(0, 24)))
			return reply.code(404).type('text/plain').send('Not found');
		return sendVideo(request, reply);
	});
	server.get<VideoCall>('/images/:file', (request, reply) =>
		reply.type('image/svg+xml').send(imageOf(request.params.file)),
	);
}

function sendVideo(request: FastifyRequest<VideoCall>, reply: FastifyReply) {
	const { query } = request;
	const size = query.size === undefined ? CLIP.length : Number(query.size);
	const range = rangeIn(request.headers.range, size);
	if (range === 'unsatisfiable') {
		return reply.code(416).header('content-range', `bytes */${size}`).send('');
	}
	const { from, to } = range ?? { from: 0, to: size - 1 };
	reply.type('video/mp4').header('accept-ranges', 'bytes');
	if (range) reply.code(206).header('content-range', `bytes ${from}-${to}/${size}`);
	if (query.chunked === undefined) reply.header('content-length', to - from + 1);
	if (query.cutAfter !== undefined) {
		return sendCutOff(reply, videoBytes(size, from, from + Number(query.cutAfter) - 1), query.cut);
	}
	return reply.send(Readable.from(videoBytes(size, from, to), { objectMode: false }));
}

/** Sends the first part of a video, then breaks off in the given way. */
function sendCutOff(reply: FastifyReply, bytes: Iterable<Buffer>, way = 'reset') {
	reply.hijack();
	const { raw } = reply;
	raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>);
	const source = Readable.from(bytes, { objectMode: false });
	source.on('end', () => {
		// The bytes written last must be on their way before the connection goes.
		raw.write('', () => {
			if (way === 'reset') raw.socket?.resetAndDestroy();
			if (way === 'end') raw.socket?.destroySoon();
		});
	});
	source.pipe(raw, { end: false });
	return reply;
}

/** Bytes `from` to `to` of a video of `size` bytes: the clip, then an MP4 box that players skip. */
function* videoBytes(size: number, from: number, to: number): Generator<Buffer> {
	let at = from;
	const head = headOf(size);
	while (at <= to) {
		const source = at < head.length ? head.subarray(at) : ZEROS;
		const piece = source.subarray(0, Math.min(source.length, to + 1 - at));
		at += piece.length;
		yield piece;
	}
}

function headOf(size: number): Buffer {
	const padding = size - CLIP.length;
	if (padding < FREE_BOX_HEADER) return CLIP;
	const box = Buffer.alloc(FREE_BOX_HEADER);
	// 0 means "to the end of the file", for a box whose size does not fit into 32 bits.
	box.writeUInt32BE(padding < 2 ** 32 ? padding : 0, 0);
	box.write('free', 4, 'latin1');
	return Buffer.concat([CLIP, box]);
}

/** The one range that a Range header asks for; undefined if it asks for none that is understood. */
function rangeIn(header: string | undefined, size: number) {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	const [, first = '', last = ''] = match ?? [];
	if (!first && !last) return undefined;
	const from = first ? Number(first) : Math.max(0, size - Number(last));
	const to = first && last ? Math.min(Number(last), size - 1) : size - 1;
	return from <= to ? { from, to } : 'unsatisfiable';
}

/** A coloured tile with the name of what it stands for. */
function imageOf(file: string): string {
	const name = file.replace(/\.\w+$/, '').replace(/[^\w-]/g, '');
	const hue = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 360, 0);
	return (
		'<svg xmlns="http://www.w3.org/2000/svg" width="270" height="480">' +
		`<rect width="270" height="480" fill="hsl(${hue} 60% 45%)"/>` +
		`<text x="135" y="240" fill="white" font-family="sans-serif" text-anchor="middle">${name}</text></svg>`
	);
}

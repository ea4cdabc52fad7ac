import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A message of a chat, as far as it matters here. */
export interface ChatMessage {
	role: string;
	content: string | null;
}

/** What the model does next: calls the tool whose name matches, or says something. */
export type ModelTurn = { tool: RegExp; args: Record<string, string> } | { say: string };

interface ChatCall {
	messages: ChatMessage[];
	tools?: Array<{ function: { name: string } }>;
}

/** A stand-in for OpenAI's chat completions on this machine, whose turns a test decides. */
export class FakeModel {
	private constructor(private readonly server: Server) {}

	/** Starts one; `next` is given the results of the tools called so far, oldest first. */
	static async start(next: (toolResults: string[]) => ModelTurn): Promise<FakeModel> {
		const server = createServer((request, response) => {
			void json(request).then((body) => {
				const call = body as ChatCall;
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify(completion(call, next(toolResultsIn(call)))));
			});
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		return new FakeModel(server);
	}

	/** For the base URL of a credential. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	stop(): void {
		this.server.close();
		this.server.closeAllConnections();
	}
}

const toolResultsIn = ({ messages }: ChatCall): string[] =>
	messages.filter(({ role }) => role === 'tool').map(({ content }) => content ?? '');

const completion = ({ tools = [] }: ChatCall, turn: ModelTurn): object => ({
	id: 'chatcmpl-1',
	object: 'chat.completion',
	created: 0,
	model: 'fake',
	choices: [
		'say' in turn
			? { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: turn.say } }
			: { index: 0, finish_reason: 'tool_calls', message: toolCall(tools, turn) },
	],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const toolCall = (
	tools: NonNullable<ChatCall['tools']>,
	{ tool, args }: Extract<ModelTurn, { tool: RegExp }>,
): object => {
	const name = tools.map((each) => each.function.name).find((each) => tool.test(each));
	const call = { name, arguments: JSON.stringify(args) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ id: `call_${name}`, type: 'function', function: call }],
	};
};

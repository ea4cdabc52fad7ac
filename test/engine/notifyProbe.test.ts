import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runSsemble, type Host } from './support/engine';
import { startN8n } from './support/n8n';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
const workflow = { id: 'wf1234', active: true };

const NOT_REGISTERED = {
	code: 404,
	message: 'The requested webhook "POST ssemble/wf1234" is not registered.',
	hint: 'The workflow must be active for a production URL to run successfully.',
};

let server: Server;
let asked: string[];
let reply: (path: string) => [status: number, body: object | string];

beforeEach(async () => {
	asked = [];
	server = createServer((request, response) => {
		const path = request.url ?? '';
		asked.push(path);
		const [status, body] = reply(path);
		const headers = { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' };
		response.writeHead(status, status === 302 ? { location: '/login' } : headers);
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
	await new Promise((resolve) => server.close(resolve));
});

const here = (): Host => ({
	...s.host,
	webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
});
const other = (value: string) =>
	create({ notify: 'otherWorkflow', notifyWorkflow: { __rl: true, mode: 'id', value } });
const submitted = () => s.calls('POST /shorts/create').length;

it('has nothing to tell where a Ssemble Trigger listens, and asks once for all items', async () => {
	reply = () => [200, { received: true, trigger: 'ssemble' }];
	const run = await runSsemble(create({ notify: 'thisWorkflow' }), here(), {
		workflow,
		items: [{}, {}, {}],
	});

	expect(run.hints('Ssemble')).toEqual([]);
	expect(asked).toEqual(['/webhook/ssemble/wf1234']);
	expect(submitted()).toBe(3);
});

it('tells what to do where no Ssemble Trigger of this workflow listens', async () => {
	reply = () => [404, NOT_REGISTERED];
	const run = await runSsemble(create({ notify: 'thisWorkflow' }), here(), { workflow });

	expect(submitted()).toBe(1);
	expect(run.hints('Ssemble')).toMatchObject([
		{ message: expect.stringMatching(/Ssemble Trigger.*add one and publish/) as string },
	]);
});

it('submits nothing where no Ssemble Trigger of another workflow listens', async () => {
	reply = () => [404, NOT_REGISTERED];
	const run = await runSsemble(other('other99'), here(), { workflow });

	expect(run.error).toMatchObject({
		itemIndex: 0,
		message: expect.stringContaining("'Workflow'") as string,
		description: expect.stringContaining('publish') as string,
	});
	expect(s.sandbox.calls).toHaveLength(0);
});

it('submits the other items if the node is to continue', async () => {
	reply = (path) =>
		path.endsWith('gone') ? [404, NOT_REGISTERED] : [200, { received: true, trigger: 'ssemble' }];
	const run = await runSsemble(other('={{ $json.to }}'), here(), {
		items: [{ to: 'gone' }, { to: 'there' }, { to: 'gone' }],
		node: { onError: 'continueRegularOutput' },
	});

	expect(asked.sort()).toEqual(['/webhook/ssemble/gone', '/webhook/ssemble/there']);
	expect(submitted()).toBe(1);
	expect(run.json('After')).toMatchObject([
		{ error: expect.stringContaining("'Workflow'") as string },
		{ requestId: expect.any(String) as string },
		{ error: expect.stringContaining("'Workflow'") as string },
	]);
});

it.each<[string, number, object | string]>([
	['a 404 of a proxy', 404, '<h1>Not Found</h1>'],
	['a redirect to a login', 302, ''],
	['a refusal', 403, { message: 'Forbidden' }],
	['a trigger that does not know the question', 400, { received: false, reason: 'unknown' }],
])('says nothing about %s', async (_what, status, body) => {
	reply = () => [status, body];
	const run = await runSsemble(other('other99'), here(), { workflow });

	expect(run.error).toBeUndefined();
	expect(run.hints('Ssemble')).toEqual([]);
	expect(asked).toHaveLength(1);
	expect(submitted()).toBe(1);
});

it('is answered by a Ssemble Trigger without an execution', async () => {
	const n8n = await startN8n(s.host);
	const { id } = await n8n.activate({ nodes: [{ type: 'n8n-nodes-ssemble.ssembleTrigger' }] });
	const answer = await n8n.post(`webhook/ssemble/${id}`, { event: 'ssemble.probe' });

	expect(answer).toMatchObject({ status: 200, body: { received: true, trigger: 'ssemble' } });
	expect(n8n.started).toBe(0);
	await n8n.close();
});

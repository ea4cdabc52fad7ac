import { randomUUID } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import { crash } from './crash';
import { errorOf, jsonOf, runsOf } from './executionData';
import { watchMemory } from './memory';
import type { Execution } from './n8nApi';
import { downloadInstead } from './standIns';
import { startWorld, type World } from './support';
import { manualTrigger, node, noOp, ssemble, workflow } from './workflows';

const MEGABYTE = 1_000_000;

let world: World;

beforeAll(async () => {
	world = await startWorld({ sandbox: { fetchFiles: true } });
});

afterEach(() => world.sandbox.clearFaults());

afterAll(async () => await world.stop());

/** Downloads a video with n8n's HTTP Request node. */
const download = (video: string): INode =>
	downloadInstead(noOp('Download'), `${world.sandbox.origin}/videos/${video}`);

/** A workflow that gets a file in some way, and passes it to Ssemble. */
async function workflowOf(source: INode[], parameters: IDataObject): Promise<string> {
	const credential = await world.credential();
	const submit = ssemble(
		{ resource: 'short', videoSource: 'binary', start: 0, end: 600, ...parameters },
		{ credential },
	);
	const { id } = await world.n8n.createWorkflow(workflow('File', [...source, submit, noOp('Out')]));
	return id;
}

async function createAndWait(video: string): Promise<Execution> {
	const id = await workflowOf([manualTrigger(), download(video)], {
		operation: 'createAndWait',
	});
	const executionId = await world.n8n.run(id, { trigger: 'Start' });
	return await world.n8n.waitForExecution(executionId ?? '', undefined, { timeoutMs: 60_000 });
}

it('A file of 500 MB gets from an HTTP download to Ssemble without filling the memory', async () => {
	const { n8n, sandbox } = world;
	const size = 500 * MEGABYTE;
	await createAndWait(`short.mp4?size=${MEGABYTE}`);
	const { result: execution, growth } = await watchMemory(
		n8n.process,
		async () => await createAndWait(`long.mp4?size=${size}`),
	);

	expect(errorOf(execution)).toBeUndefined();
	expect(execution.status).toBe('success');
	const request = sandbox.requests.at(-1);
	expect(request?.fetchedBytes).toBe(size);
	expect(jsonOf(execution, 'Out').map(({ requestId }) => requestId)).toEqual(
		[1, 2, 3].map(() => request?.id),
	);
	expect(growth).toBeLessThan(100 * MEGABYTE);
});

describe('A retry finds the request for a file, whose address has another token by then,', () => {
	const CREATION = { method: 'POST', path: '/shorts/create' };
	let before = 0;
	beforeEach(() => {
		before = world.sandbox.requests.length;
	});

	/** The retry goes on with the only request that was made. */
	const expectRetryFinds = async (execution: Execution) => {
		const retried = await world.n8n.retryExecution(execution.id);
		expect(errorOf(retried)).toBeUndefined();
		expect(retried.status).toBe('success');
		const requests = world.sandbox.requests.slice(before);
		expect(requests).toHaveLength(1);
		expect(jsonOf(retried, 'Out')).toMatchObject([{ requestId: requests[0]?.id }]);
	};

	/** Starts a workflow by a call that brings a video; gives the workflow's id when n8n has begun with it. */
	const upload = async (...afterCall: INode[]): Promise<string> => {
		const path = randomUUID();
		const call = node(
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path, options: { binaryPropertyName: 'data' } },
			{ name: 'Call', typeVersion: 2, more: { webhookId: path } },
		);
		const id = await workflowOf([call, ...afterCall], { operation: 'create', notify: 'none' });
		await world.n8n.activate(id);
		const body = new Blob(['a video'], { type: 'video/mp4' });
		const answer = await fetch(`${world.n8n.url}/webhook/${path}`, { method: 'POST', body });
		expect(answer.status).toBe(200);
		return id;
	};

	it('after an answer got lost', async () => {
		const { n8n, sandbox } = world;
		sandbox.addFault({ ...CREATION, effect: { kind: 'reset', taken: true } });
		sandbox.addFault({ path: '/shorts', times: Infinity, effect: { kind: 'reset' } });
		const workflowId = await upload();
		const [execution] = await n8n.waitForExecutions(1, { workflowId });
		const failed = execution as Execution;
		expect(errorOf(failed)?.message).toContain('not known');
		const memory = failed.data.executionData?.contextData['node:Ssemble'];
		const kept = JSON.stringify([errorOf(failed), runsOf(failed, 'Ssemble'), memory]);
		expect(kept).toContain('/signed?');
		expect(kept).not.toContain('token=');

		sandbox.clearFaults();
		await expectRetryFinds(failed);
	});

	it('after n8n crashed before the answer came, although the file is downloaded anew', async () => {
		const { sandbox } = world;
		const hanging = sandbox.addFault({
			...CREATION,
			effect: { kind: 'hang', ms: 600_000, taken: true },
		});
		const workflowId = await upload(download('crash.mp4'));
		await sandbox.until(() => hanging.struck > 0, 20_000);
		const crashed = await crash(world, workflowId);

		await expectRetryFinds(crashed);
		expect(sandbox.downloads.filter((file) => file.path.endsWith('crash.mp4'))).toHaveLength(2);
	});
});

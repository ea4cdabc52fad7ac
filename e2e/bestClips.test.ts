import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { SandboxRequest } from '../sandbox';
import { errorOf, itemsOf, jsonOf } from './executionData';
import { startWorld, type World } from './support';
import { manualTrigger, noOp, node, ssemble, ssembleTrigger, workflow } from './workflows';

const REQUESTS = 10;
const clipOptions = { bestFirst: true, maxClips: 2, downloadVideos: true };
const waitOptions = { pollSeconds: 2 };

let world: World;

beforeAll(async () => {
	world = await startWorld({ sandbox: { processingMs: 'manual', clipsPerRequest: 8 } });
});

afterAll(async () => await world.stop());

const items: INodeExecutionData[] = Array.from({ length: REQUESTS }, (_, n) => ({ json: { n } }));

/** The parameters of an operation that submits one video for each item. */
const submitting = (operation: string, more: IDataObject): IDataObject => ({
	resource: 'short',
	operation,
	videoSource: 'url',
	url: '=https://www.youtube.com/watch?v=video{{ $json.n }}',
	start: 0,
	end: 600,
	...more,
});

/** The best two of a request, by the API's own scores. */
async function bestTwo({ id }: SandboxRequest): Promise<string[]> {
	const { sandbox } = world;
	const answer = await fetch(`${sandbox.url}/shorts/${id}`, {
		headers: { 'x-api-key': sandbox.apiKey },
	});
	const { data } = (await answer.json()) as {
		data: { shorts: Array<{ id: string; viral_score: number }> };
	};
	return data.shorts
		.sort((a, b) => b.viral_score - a.viral_score)
		.slice(0, 2)
		.map((clip) => clip.id);
}

const placeOf = ({ body }: SandboxRequest) => Number(/video(\d+)/.exec(body.url ?? '')?.[1]);

/** The requests since a moment, in the order of the items that asked for them. */
const requestsSince = (known: number) =>
	world.sandbox.requests.slice(known).sort((a, b) => placeOf(a) - placeOf(b));

const finishAll = (requests: SandboxRequest[]) => {
	for (const { id } of [...requests].reverse()) world.sandbox.finish(id, 'completed');
};

/** Every item has a file. */
const expectFiles = (found: INodeExecutionData[]) => {
	expect(found.map(({ binary }) => binary?.data?.mimeType)).toEqual(found.map(() => 'video/mp4'));
};

it.each(['webhook', 'polling'])(
	'The best two clips of each video come with their files, waiting by %s',
	async (waitUsing) => {
		const { n8n, sandbox } = world;
		const credential = await world.credential();
		const known = sandbox.requests.length;
		const wait = submitting('createAndWait', {
			clipOptions,
			waitOptions: { ...waitOptions, waitUsing },
		});
		const traced = node(
			'n8n-nodes-base.set',
			{
				assignments: {
					assignments: [
						{ id: 'n', name: 'n', type: 'number', value: "={{ $('Start').item.json.n }}" },
					],
				},
				options: {},
			},
			{ name: 'After', typeVersion: 3.4 },
		);
		const { id } = await n8n.createWorkflow({
			...workflow('Best clips', [manualTrigger(), ssemble(wait, { credential }), traced]),
			pinData: { Start: items },
		});
		const executionId = (await n8n.run(id, { trigger: 'Start' })) ?? '';
		await sandbox.until(() => sandbox.requests.length === known + REQUESTS, 30_000);
		if (waitUsing === 'webhook') await n8n.waitForExecution(executionId, 'waiting');
		const requests = requestsSince(known);
		finishAll(requests);
		const execution = await n8n.waitForExecution(executionId);

		expect(errorOf(execution)).toBeUndefined();
		const best = await Promise.all(requests.map(bestTwo));
		const found = itemsOf(execution, 'Ssemble');
		expect(found.map(({ json }) => json.id)).toEqual(best.flat());
		expectFiles(found);
		expect(jsonOf(execution, 'After').map(({ n }) => n)).toEqual(items.flatMap((_, n) => [n, n]));
	},
);

it('The best two clips of each request start the workflow with their files', async () => {
	const { n8n, sandbox } = world;
	const credential = await world.credential();
	const known = sandbox.requests.length;
	const { id } = await n8n.createWorkflow({
		...workflow(
			'Best clips of events',
			[manualTrigger(), ssemble(submitting('create', {}), { credential })],
			[ssembleTrigger({ clipOptions }, { credential }), noOp('Out')],
		),
		pinData: { Start: items },
	});
	await n8n.activate(id);
	expect(errorOf(await n8n.runToEnd(id, { trigger: 'Start' }))).toBeUndefined();
	const requests = requestsSince(known);
	finishAll(requests);
	const executions = await n8n.waitForExecutions(
		REQUESTS,
		{ workflowId: id, mode: 'webhook' },
		{ timeoutMs: 60_000 },
	);

	const found = executions.flatMap((execution) => itemsOf(execution, 'Out'));
	expectFiles(found);
	const best = await Promise.all(requests.map(bestTwo));
	expect(found.map(({ json }) => json.id).sort()).toEqual(best.flat().sort());
});

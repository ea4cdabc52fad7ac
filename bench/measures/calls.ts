import type { IDataObject } from 'n8n-workflow';
import { runsOf } from '../../e2e/executionData';
import type { Execution } from '../../e2e/n8nApi';
import { startWorld, type World } from '../../e2e/support';
import { manualTrigger, node, noOp, ssemble, ssembleTrigger, workflow } from '../../e2e/workflows';
import { shown, type Measure, type Row } from '../figures';
import { SUBMIT, httpRequest, runOnce, submitByHttp, videos, withItems } from '../runs';

/** Seconds that a job takes, seconds between two looks in the documented way, and how much faster the clock runs here. */
const JOB = 15 * 60;
const POLL_EVERY = 10;
const FASTER = 20;

/** How many times fewer calls there must be. */
const LEAST_RATIO = 30;

/** Requests in one execution of Create and Wait. */
const BATCHES = [1, 25];

/** The node that is reached when the shorts are ready. */
const READY = 'Ready';

interface Cost {
	/** Calls of the API for each request. */
	calls: number;
	/** Seconds from the end of the job to the node behind. */
	delay: number;
}

const costOf = ({ sandbox }: World, execution: Execution, requests: number): Cost => {
	const finishedAt = Math.max(
		...sandbox.requests.slice(-requests).map((each) => each.finishedAt ?? 0),
	);
	const readyAt = runsOf(execution, READY)[0]?.startTime ?? Number.NaN;
	return { calls: sandbox.calls.length / requests, delay: (readyAt - finishedAt) / 1000 };
};

/** As the API's documentation has it: submit, look at the status every 10 s, read the results. */
const documented = async (world: World): Promise<Cost> => {
	const api = (path: string) => ({
		url: `=${world.sandbox.url}/shorts/{{ $('Submit').item.json.data.requestId }}${path}`,
	});
	const wait = node(
		'n8n-nodes-base.wait',
		{ resume: 'timeInterval', amount: POLL_EVERY / FASTER, unit: 'seconds' },
		{ name: 'Wait', typeVersion: 1.1, more: { webhookId: 'bench-wait' } },
	);
	const isReady = node(
		'n8n-nodes-base.filter',
		{ conditions: conditions('={{ $json.data.status }}', 'completed') },
		{ name: 'Is ready', typeVersion: 2.2 },
	);
	const goesOn = node(
		'n8n-nodes-base.filter',
		{ conditions: conditions('={{ String($json.data.status !== "completed") }}', 'true') },
		{ name: 'Goes on', typeVersion: 2.2 },
	);
	const nodes = [
		await submitByHttp(world),
		wait,
		await httpRequest(world, 'Status', api('/status')),
		isReady,
		await httpRequest(world, 'Results', api('')),
		noOp(READY),
	];
	const definition = withItems('Documented', videos(1), nodes);
	definition.nodes.push(goesOn);
	definition.connections.Status = {
		main: [[isReady, goesOn].map(({ name }) => ({ node: name, type: 'main' as const, index: 0 }))],
	};
	definition.connections[goesOn.name] = {
		main: [[{ node: wait.name, type: 'main', index: 0 }]],
	};
	world.sandbox.clearLogs();
	const cost = costOf(world, await runOnce(world.n8n, definition), 1);
	return { ...cost, delay: cost.delay * FASTER };
};

const conditions = (leftValue: string, rightValue: string): IDataObject => ({
	options: { caseSensitive: true, typeValidation: 'loose', version: 2 },
	combinator: 'and',
	conditions: [
		{
			id: 'one',
			leftValue,
			rightValue,
			operator: { type: 'string', operation: 'equals' },
		},
	],
});

const byTrigger = async (world: World): Promise<Cost> => {
	const { n8n, sandbox } = world;
	const credential = await world.credential();
	const create = ssemble({ ...SUBMIT, operation: 'create' }, { credential });
	const { id } = await n8n.createWorkflow({
		...workflow(
			'Create and hear',
			[manualTrigger('Start'), create],
			[ssembleTrigger({}, { credential }), noOp(READY)],
		),
		pinData: { Start: videos(1).map((json) => ({ json })) },
	});
	await n8n.activate(id);
	sandbox.clearLogs();
	await n8n.runToEnd(id, { trigger: 'Start' });
	const [heard] = await n8n.waitForExecutions(
		1,
		{ workflowId: id, mode: 'webhook' },
		{ timeoutMs: (JOB / FASTER) * 2_000 },
	);
	if (heard === undefined) throw new Error('The trigger was not started');
	const cost = costOf(world, heard, 1);
	await n8n.deleteWorkflow(id);
	return cost;
};

const byWaiting = async (world: World, items: number): Promise<Cost> => {
	const { n8n, sandbox } = world;
	const credential = await world.credential();
	const wait = ssemble({ ...SUBMIT, operation: 'createAndWait' }, { credential });
	const { id } = await n8n.createWorkflow(
		withItems('Create and Wait', videos(items), [wait, noOp(READY)]),
	);
	sandbox.clearLogs();
	const { id: executionId } = await n8n.runToEnd(id, { trigger: 'Start' });
	const ended = await n8n.waitForExecution(executionId, undefined, {
		timeoutMs: (JOB / FASTER) * 2_000,
	});
	const cost = costOf(world, ended, items);
	await n8n.deleteWorkflow(id);
	return cost;
};

const rowsOf = (way: string, ours: Cost, theirs: Cost): Row[] => [
	{
		what: `${way}: calls per request`,
		ours: shown(ours.calls, 'calls'),
		theirs: shown(theirs.calls, 'calls'),
		ratio: theirs.calls / ours.calls,
		atLeast: LEAST_RATIO,
	},
	{
		what: `${way}: delay`,
		ours: shown(ours.delay, 's'),
		theirs: shown(theirs.delay, 's'),
		ratio: theirs.delay / ours.delay,
	},
];

export const calls: Measure = {
	name: 'calls',
	title: 'A 15-minute job: calls of the API and delay, against looking at the status every 10 s',
	run: async () => {
		const world = await startWorld({ sandbox: { processingMs: (JOB / FASTER) * 1000 } });
		try {
			const theirs = await documented(world);
			const rows = rowsOf('Ssemble Trigger', await byTrigger(world), theirs);
			for (const items of BATCHES) {
				const way = `Create and Wait, ${items} item${items === 1 ? '' : 's'}`;
				rows.push(...rowsOf(way, await byWaiting(world, items), theirs));
			}
			return rows;
		} finally {
			await world.stop();
		}
	},
};

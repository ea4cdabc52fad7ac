import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import type { World } from '../e2e/support';
import { node, noOp, ssembleTrigger, workflow } from '../e2e/workflows';
import { runsOf } from '../e2e/executionData';
import type { Execution } from '../e2e/n8nApi';
import { median } from './figures';
import { post } from './load';

/** The node behind the trigger in both workflows. */
export const NEXT = 'Next';

/** An active workflow that events are posted to. */
export interface Receiver {
	workflowId: string;
	url: string;
}

/** A workflow that begins with the Ssemble Trigger. */
export const ssembleReceiver = async (world: World): Promise<Receiver> => {
	const credential = await world.credential();
	const { id } = await world.n8n.createWorkflow(
		workflow('Ssemble Trigger', [ssembleTrigger({}, { credential }), noOp(NEXT)]),
	);
	await world.n8n.activate(id);
	return { workflowId: id, url: world.triggerUrl(id) };
};

/** What n8n needs to know to offer the trigger that does nothing. */
export const FLOOR = { N8N_CUSTOM_EXTENSIONS: join(__dirname, 'floor') };

/**
 * The same workflow behind a trigger that does nothing, in an n8n that was started with `FLOOR`.
 *
 * @param between nodes on the way to the next node
 */
export const floorReceiver = async (world: World, between: INode[] = []): Promise<Receiver> => {
	const path = `bench-floor-${between.length}`;
	const floor = node('CUSTOM.floorTrigger', { path }, { name: 'Floor Trigger' });
	return await receiver(world, [floor, ...between], path);
};

/**
 * The same workflow behind n8n's own Webhook node. It, and no other node, is spared the environment for expressions
 * that n8n otherwise sets up for each post.
 */
export const webhookReceiver = async (world: World): Promise<Receiver> => {
	const path = 'bench-webhook';
	const parameters = { httpMethod: 'POST', path };
	const hook = node('n8n-nodes-base.webhook', parameters, { name: 'Webhook', typeVersion: 2 });
	return await receiver(world, [hook], path);
};

const receiver = async (
	world: World,
	[trigger, ...between]: [INode, ...INode[]],
	path: string,
): Promise<Receiver> => {
	const { id } = await world.n8n.createWorkflow(
		workflow(path, [{ ...trigger, webhookId: path }, ...between, noOp(NEXT)]),
	);
	await world.n8n.activate(id);
	return { workflowId: id, url: world.triggerUrl(id).replace(`ssemble/${id}`, path) };
};

/** As many events as are asked for, each of a request of its own that has just finished. */
export const newEvents = (world: World, count: number): object[] =>
	world.sandbox.seedRequests(count, { spacingMs: 0 }).map(({ id }) => ({
		event: 'shorts.completed',
		requestId: id,
		status: 'completed',
		timestamp: new Date().toISOString(),
		data: {
			shorts: [{ id, title: 'A clip', video_url: 'https://example.com/a.mp4', duration: 45 }],
		},
	}));

/** Waits until no execution of the workflow is under way. */
export const drained = async (world: World, { workflowId }: Receiver): Promise<void> => {
	const status: Array<'new' | 'running'> = ['new', 'running'];
	while ((await world.n8n.executions({ workflowId, status })).length > 0) await delay(250);
};

/** The median time from sending an event to the start of the node behind the trigger, in milliseconds. */
export const timeToNext = async (
	world: World,
	receiver: Receiver,
	events: number,
): Promise<number> => {
	const { workflowId, url } = receiver;
	const times: number[] = [];
	for (const event of newEvents(world, events)) {
		const sentAt = Date.now();
		await post(url, [event], 1);
		await drained(world, receiver);
		const [latest] = await world.n8n.executions({ workflowId, mode: 'webhook' });
		const reachedAt = latest && reachedNextAt(await world.n8n.execution(latest.id));
		if (reachedAt !== undefined) times.push(reachedAt - sentAt);
	}
	return median(times);
};

/** When the node behind the trigger began, in milliseconds since 1970; undefined if it was not reached. */
export const reachedNextAt = (execution: Execution): number | undefined =>
	runsOf(execution, NEXT)[0]?.startTime;

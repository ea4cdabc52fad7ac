import type { SandboxRequest } from '../sandbox';
import type { Execution } from './n8nApi';
import { endedExecutions } from './outcomes';
import { PUBLIC_URL, type World } from './support';
import { noOp, ssembleTrigger, workflow } from './workflows';

/** What came of events. */
export interface Heard {
	requests: SandboxRequest[];
	/** Of a workflow that passes on what its trigger gives out to the node "Out". */
	executions: Execution[];
}

/**
 * Lets requests finish in any order, and posts the event of each three times.
 *
 * @param world its n8n has the public address
 * @param sideBySide whether the three come at the same time
 */
export const finishThrice = async (
	world: World,
	count: number,
	sideBySide: boolean,
): Promise<Heard> => {
	const { n8n, sandbox } = world;
	const credential = await world.credential();
	const { id: workflowId } = await n8n.createWorkflow(
		workflow('Hear', [ssembleTrigger({}, { credential }), noOp('Out')]),
	);
	await n8n.activate(workflowId);
	const webhookUrl = `${PUBLIC_URL}webhook/ssemble/${workflowId}`;
	const requests = sandbox.seedRequests(count, {
		status: 'processing',
		body: () => ({ webhookUrl }),
	});

	sandbox.clearLogs();
	sandbox.addEventFault({ times: Infinity, copies: 3, sideBySide });
	sandbox.holdEvents();
	for (const { id } of requests) sandbox.finish(id, 'completed');
	await sandbox.releaseEvents({ shuffleSeed: workflowId });
	sandbox.clearFaults();

	const executions = await endedExecutions(
		n8n,
		workflowId,
		(all) => all.length >= count,
		1_000 * count,
	);
	return { requests, executions };
};

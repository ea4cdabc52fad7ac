import type { IDataObject, INode } from 'n8n-workflow';
import type { Execution, N8nApi, WorkflowDefinition } from '../e2e/n8nApi';
import type { World } from '../e2e/support';
import { manualTrigger, node, workflow } from '../e2e/workflows';

/** Milliseconds that the longest run of the benchmark may take. */
const RUN_TIMEOUT = 30 * 60_000;

/** The node that every workflow here begins with. */
export const START = 'Start';

/** A workflow that begins with these items and passes them from node to node. */
export const withItems = (name: string, items: IDataObject[], nodes: INode[]) => ({
	...workflow(name, [manualTrigger(START), ...nodes]),
	pinData: { [START]: items.map((json) => ({ json })) },
});

/** Runs a workflow to its end, and deletes it with all its data afterwards. */
export const runOnce = async (n8n: N8nApi, definition: WorkflowDefinition): Promise<Execution> => {
	const { id } = await n8n.createWorkflow(definition);
	const execution = await n8n.runToEnd(id, { trigger: START }, { timeoutMs: RUN_TIMEOUT });
	await n8n.deleteWorkflow(id);
	if (execution.status !== 'success') {
		const { message = execution.status } = execution.data.resultData.error ?? {};
		throw new Error(`The workflow "${definition.name ?? ''}" has not come to its end: ${message}`);
	}
	return execution;
};

/** Milliseconds from the start of an execution to its end. */
export const timeOf = ({ startedAt, stoppedAt }: Execution): number =>
	Date.parse(stoppedAt ?? '') - Date.parse(startedAt ?? '');

/** n8n's HTTP Request node, with the Ssemble credential. */
export const httpRequest = async (
	world: World,
	name: string,
	parameters: IDataObject,
): Promise<INode> =>
	node(
		'n8n-nodes-base.httpRequest',
		{
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'ssembleApi',
			...parameters,
		},
		{ name, typeVersion: 4.2, credential: await world.credential() },
	);

/** The HTTP Request node that submits each of its items. */
export const submitByHttp = async (world: World, options: IDataObject = {}): Promise<INode> =>
	await httpRequest(world, 'Submit', {
		method: 'POST',
		url: `${world.sandbox.url}/shorts/create`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify($json) }}',
		options,
	});

/** What is submitted of one video. */
export const videos = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		url: `https://www.youtube.com/watch?v=bench${index}`,
		start: 0,
		end: 600,
	}));

/** Parameters of the Ssemble node that submits what `videos` gives. */
export const SUBMIT = {
	resource: 'short',
	videoSource: 'url',
	url: '={{ $json.url }}',
	start: '={{ $json.start }}',
	end: '={{ $json.end }}',
} as const;

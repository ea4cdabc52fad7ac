import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';
import { cronNodeOptions } from 'n8n-workflow';
import { clipOptionsParameters } from '../results/clipOptions';
import { outputAsParameter, simplifyParameter } from '../results/outputParameters';

export const triggerParameters: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Shorts Completed',
				value: 'shorts.completed',
				description: 'The shorts of a request are ready',
			},
			{
				name: 'Shorts Failed',
				value: 'shorts.failed',
				description: 'The shorts of a request could not be made; its credit is refunded',
			},
		],
		default: ['shorts.completed', 'shorts.failed'],
	},
	{
		displayName: 'Listen To',
		name: 'listenTo',
		type: 'options',
		options: [
			{
				name: 'All API Requests of the Account',
				value: 'account',
				description:
					'Also requests that were created elsewhere with the same account, and those whose event got lost. Checks the account regularly.',
			},
			{
				name: 'Requests Sent to This Trigger',
				value: 'trigger',
				description:
					"Requests for which 'When Finished, Notify' of a Ssemble node is set to this workflow",
			},
		],
		default: 'trigger',
		description: 'Which finished requests start the workflow',
	},
	// n8n reads the schedule from this name in any case: without regular rounds it has to be empty.
	{
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'hidden',
		displayOptions: { show: { listenTo: ['trigger'] } },
		default: { item: [] },
	},
	{
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Poll Time' },
		displayOptions: { show: { listenTo: ['account'] } },
		default: { item: [{ mode: 'everyX', value: 15, unit: 'minutes' }] },
		placeholder: 'Add Poll Time',
		description:
			'When to check the account for finished requests whose event did not arrive. One API call each time; an account has 100 an hour.',
		options: cronNodeOptions,
	},
	...clipOptionsParameters,
	outputAsParameter,
	simplifyParameter,
];

const HOW_EVENTS_GET_HERE =
	"In the Ssemble node, choose under <b>When Finished, Notify</b> that this workflow is notified. The node then sends this trigger's address with each request it creates, and Ssemble calls it when the shorts are ready. For that, Ssemble must be able to reach this n8n from the internet; if it cannot, set <b>Listen To</b> to <b>All API Requests of the Account</b>.";

const TEST_RUN =
	'Ssemble cannot send test events. Instead, a test replays the latest finished request of your account. If there is none yet, it uses a sample with made-up clips, so that you can build your workflow before you spend a credit.';

/** What the editor shows beside the trigger's parameters. */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Replay your latest finished request',
	executionsHelp: {
		inactive: `${HOW_EVENTS_GET_HERE}<br /><br />${TEST_RUN}<br /><br />When all works, activate (publish) the workflow: from then on each finished request starts it.`,
		active: `${HOW_EVENTS_GET_HERE}<br /><br />This workflow is active: each finished request starts it, which you can follow in the <a data-key="executions">executions list</a>.<br /><br />${TEST_RUN}`,
	},
	activationHint:
		'Once you have finished building your workflow, activate (publish) it to have it start by itself when shorts are ready.',
};

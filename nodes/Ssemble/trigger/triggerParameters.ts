import type { INodeProperties } from 'n8n-workflow';
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

import type { INodeProperties } from 'n8n-workflow';
import { outputAsParameter, simplifyParameter } from '../shared/outputParameters';

export const triggerParameters: INodeProperties[] = [
	{
		displayName: 'Events',
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
		description: 'What starts the workflow',
	},
	outputAsParameter,
	simplifyParameter,
];

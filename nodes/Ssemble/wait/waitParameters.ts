import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asNumber, refuser } from '../n8n/parameters';

const pollSeconds: INodeProperties = {
	displayName: 'Poll Every (Seconds)',
	name: 'pollSeconds',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description:
		'How often to ask Ssemble when waiting by polling. One call tells about all requests; less often when few calls are left in this hour.',
};

const limitMinutes: INodeProperties = {
	displayName: 'Time Limit (Minutes)',
	name: 'limitMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description:
		'How long to wait at most. After that the next node gets one item per request, with its requestId and timedOut set to true, to continue with Get Results.',
};

/** How to wait, and for how long. */
export const waitOptionsParameter: INodeProperties = {
	displayName: 'Wait Options',
	name: 'waitOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		pollSeconds,
		limitMinutes,
		{
			displayName: 'Wait Using',
			name: 'waitUsing',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Webhook if Ssemble can reach this n8n, polling otherwise',
				},
				{
					name: 'Polling',
					value: 'polling',
					description:
						'This node asks Ssemble again and again. For an n8n that cannot be reached from the internet.',
				},
				{
					name: 'Webhook',
					value: 'webhook',
					description:
						'The execution sleeps until Ssemble calls. Needs the fewest API calls and keeps no worker busy.',
				},
			],
			default: 'auto',
			description: 'How this node learns that the clips are ready, 5 to 30 minutes later',
		},
	],
};

/** For how long to wait by polling, and how often to ask. */
export const pollOptionsParameter: INodeProperties = {
	...waitOptionsParameter,
	displayOptions: { show: { whenUnfinished: ['wait'] } },
	options: [pollSeconds, limitMinutes],
};

/** How a batch is waited for. Times in milliseconds. */
export interface WaitChoice {
	using: 'auto' | 'polling' | 'webhook';
	limit: number;
	pollEvery: number;
}

/**
 * Reads the parameters above. They hold for all input items, and so are read for the first.
 *
 * @throws NodeOperationError if a time is not one
 */
export function readWaitChoice(context: IExecuteFunctions): WaitChoice {
	const using = context.getNodeParameter('waitOptions.waitUsing', 0, 'auto') as WaitChoice['using'];
	return {
		using,
		limit: readTime(context, limitMinutes) * 60_000,
		pollEvery: readTime(context, pollSeconds) * 1_000,
	};
}

function readTime(context: IExecuteFunctions, parameter: INodeProperties): number {
	const { name, displayName, default: initial } = parameter;
	const time = asNumber(context.getNodeParameter(`waitOptions.${name}`, 0, initial));
	if (Number.isFinite(time) && time > 0) return time;
	return refuser(context)(
		`'${displayName}' is not a number above 0`,
		`Enter a number such as ${Number(initial)}. Nothing was submitted.`,
	);
}

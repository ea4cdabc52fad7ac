import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asText, isSsembleId } from '../../n8n/json';
import { refuser } from '../../n8n/parameters';
import { neverAsTool, onlyAsTool } from '../../n8n/tool';

export const requestIdParameter: INodeProperties = {
	displayName: 'Request ID',
	name: 'requestId',
	type: 'string',
	required: true,
	default: '={{ $json.requestId }}',
	placeholder: 'e.g. 665a1b2c3d4e5f6a7b8c9d0e',
	description: 'The ID of the request, as Create returned it: 24 characters',
};

/** The request to read; an AI agent names it. */
export const requestIdParameters: INodeProperties[] = [
	{ ...requestIdParameter, displayOptions: neverAsTool },
	{
		...requestIdParameter,
		displayOptions: onlyAsTool,
		default:
			"={{ $fromAI('requestId', 'The requestId that Create returned, 24 characters', 'string') }}",
	},
];

/**
 * Reads the parameter above for one input item.
 *
 * @throws NodeOperationError if it is not a request id
 */
export function readRequestId(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('requestId', itemIndex, '');
	const requestId = typeof value === 'string' ? value.trim() : value;
	if (isSsembleId(requestId)) return requestId;
	return refuser(context, itemIndex)(
		asText(value) === '' ? "'Request ID' is empty" : "'Request ID' is not the ID of a request",
		'Enter the requestId that Create returned, 24 characters of 0–9 and a–f, e.g. with the expression {{ $json.requestId }}.',
	);
}

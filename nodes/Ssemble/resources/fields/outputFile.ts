import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asText } from '../../n8n/json';
import { refuser } from '../../n8n/parameters';

/** Where an operation puts the file it yields. */
export const outputFileParameter: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the output binary field to put the file in',
	description: 'Name of the field that later nodes find the file in',
};

/**
 * Reads the parameter above for one input item.
 *
 * @throws NodeOperationError if it is empty
 */
export function readOutputFile(context: IExecuteFunctions, itemIndex: number): string {
	const field = asText(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
	if (field !== '') return field;
	return refuser(context, itemIndex)(
		"'Put Output File in Field' is empty",
		'Enter the name of a field, e.g. data.',
	);
}

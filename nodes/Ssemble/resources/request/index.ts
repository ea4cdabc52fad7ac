import type { Resource } from '../../n8n/resource';
import { deleteRequests } from './delete';
import { getAll } from './getAll';
import { getStatus } from './getStatus';

export const request: Resource = {
	option: {
		name: 'Request',
		value: 'request',
		description: 'What Ssemble was asked to make shorts of',
	},
	operations: [getStatus, getAll, deleteRequests],
	defaultOperation: getStatus.option.value,
};

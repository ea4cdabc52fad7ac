import type { Resource } from '../../n8n/resource';
import { deleteRequests } from './delete';
import { getAll } from './getAll';
import { getStatus } from './getStatus';

export const request: Resource = {
	option: {
		name: 'Request',
		value: 'request',
		description: 'A video, or a part of one, that was submitted to Ssemble',
	},
	operations: [getStatus, getAll, deleteRequests],
	defaultOperation: getStatus.option.value,
};

import type { Resource } from '../../shared/resource';
import { create } from './create';
import { download } from './download';
import { getResults } from './getResults';

export const short: Resource = {
	option: {
		name: 'Short',
		value: 'short',
		description: 'Short vertical clips made from a long video',
	},
	operations: [create, download, getResults],
	defaultOperation: create.option.value,
};

import type { Resource } from '../../n8n/resource';
import { create } from './create';
import { createAndWait } from './createAndWait';
import { download } from './download';
import { getResults } from './getResults';
import { getTranscript } from './getTranscript';

export const short: Resource = {
	option: {
		name: 'Short',
		value: 'short',
		description: 'Short vertical clips made from a long video',
	},
	operations: [createAndWait, create, getResults, download, getTranscript],
	defaultOperation: create.option.value,
};

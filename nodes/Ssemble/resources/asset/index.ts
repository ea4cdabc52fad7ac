import type { Resource } from '../../n8n/resource';
import { list } from './list';

export const asset: Resource = {
	option: {
		name: 'Asset',
		value: 'asset',
		description: 'Caption templates, music, game videos and meme hooks to make shorts with',
	},
	operations: [list],
	defaultOperation: list.option.value,
};

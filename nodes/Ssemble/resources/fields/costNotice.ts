import type { INodeProperties } from 'n8n-workflow';

/** What a request costs and how long it takes (API documentation, POST /shorts/create). */
export const costNotice: INodeProperties = {
	displayName:
		'Each request covers up to 20 minutes of a video, costs 1 credit and takes 5 to 30 minutes.',
	name: 'costNotice',
	type: 'notice',
	default: '',
};

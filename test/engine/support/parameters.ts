import type { INodeParameters } from 'n8n-workflow';

export const VIDEO = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

/** The parameters of Create with a source and a range, telling nobody unless a test says otherwise. */
export const create = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'short',
	operation: 'create',
	url: VIDEO,
	start: 0,
	end: 600,
	notify: 'none',
	...more,
});

/** The parameters of Get Results for the request that the input item names. */
export const getResults = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'short',
	operation: 'getResults',
	requestId: '={{ $json.requestId }}',
	...more,
});

/** The parameters of Get Transcript for the request that the input item names. */
export const getTranscript = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'short',
	operation: 'getTranscript',
	requestId: '={{ $json.requestId }}',
	...more,
});

/** The parameters of Create and Wait for Completion with a source and a range. */
export const createAndWait = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'short',
	operation: 'createAndWait',
	url: VIDEO,
	start: 0,
	end: 600,
	...more,
});

/** A trigger that does nothing: what n8n itself needs to receive an event and start a workflow with it. */
class FloorTrigger {
	description = {
		displayName: 'Floor Trigger',
		name: 'floorTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Starts the workflow and does nothing else',
		defaults: { name: 'Floor Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: '={{ $parameter.path }}',
				isFullPath: true,
			},
		],
		properties: [{ displayName: 'Path', name: 'path', type: 'string', default: '' }],
	};

	async webhook() {
		return { workflowData: [[{ json: {} }]] };
	}
}

module.exports = { FloorTrigger };

import type { IExecuteFunctions } from 'n8n-workflow';
import { workflowSettings } from '../../nodes/Ssemble/n8n/execution';

describe('The settings of a workflow', () => {
	it('are what n8n tells', () => {
		const context = {
			settings: { executionTimeout: 60 },
			getWorkflowSettings() {
				return this.settings;
			},
		};
		expect(workflowSettings(context as unknown as IExecuteFunctions)).toEqual({
			executionTimeout: 60,
		});
	});

	it('are none in an n8n that cannot tell them', () => {
		expect(workflowSettings({} as IExecuteFunctions)).toEqual({});
	});
});

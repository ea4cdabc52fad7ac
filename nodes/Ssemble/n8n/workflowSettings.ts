import type { IExecuteFunctions, IWorkflowSettings } from 'n8n-workflow';

/** The workflow's own settings; none where n8n cannot tell them, as n8n 2.0 cannot. */
export function workflowSettings(context: IExecuteFunctions): IWorkflowSettings {
	const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
	return getWorkflowSettings?.call(context) ?? {};
}

import type { TriggerPanelDefinition } from 'n8n-workflow';

const HOW_EVENTS_GET_HERE =
	"In the Ssemble node, choose under <b>When Finished, Notify</b> that this workflow is notified. The node then sends this trigger's address with each request it creates, and Ssemble calls it when the shorts are ready. For that, Ssemble must be able to reach this n8n from the internet; if it cannot, set <b>Listen To</b> to <b>All API Requests of the Account</b>.";

const TEST_RUN =
	'Ssemble cannot send test events. Instead, a test replays the latest finished request of your account. If there is none yet, it uses a sample with made-up clips, so that you can build your workflow before you spend a credit.';

/** What the editor shows beside the trigger's parameters. */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Replay your latest finished request',
	executionsHelp: {
		inactive: `${HOW_EVENTS_GET_HERE}<br /><br />${TEST_RUN}<br /><br />When all works, activate (publish) the workflow: from then on each finished request starts it.`,
		active: `${HOW_EVENTS_GET_HERE}<br /><br />This workflow is active: each finished request starts it, which you can follow in the <a data-key="executions">executions list</a>.<br /><br />${TEST_RUN}`,
	},
	activationHint:
		'Once you have finished building your workflow, activate (publish) it to have it start by itself when shorts are ready.',
};

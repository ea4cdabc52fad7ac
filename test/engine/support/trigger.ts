import type { INode, INodeParameters } from 'n8n-workflow';
import type { Account } from '../../../sandbox';
import { startN8n, type N8n } from './n8n';
import type { SandboxForTests } from './sandbox';
import type { Host, WorkflowSpec } from './workflow';

/** The name of the trigger in `triggerSpec`. */
export const TRIGGER = 'Ssemble Trigger';

/** A workflow of the Ssemble Trigger and a node behind it, "After". */
export const triggerSpec = (
	parameters: INodeParameters = {},
	node: Partial<INode> = {},
): WorkflowSpec => ({
	nodes: [
		{ type: 'n8n-nodes-ssemble.ssembleTrigger', name: TRIGGER, parameters, ...node },
		{ type: 'test.noOp', name: 'After' },
	],
});

/**
 * Starts an n8n before each test of a file and ends it afterwards. A test fails if a webhook function threw.
 *
 * @param hostOf what the n8n of a test has, a credential for one
 * @param use is given that n8n
 */
export function eachWithN8n(hostOf: () => Host, use: (n8n: N8n) => void): void {
	let n8n: N8n;
	beforeEach(async () => {
		n8n = await startN8n(hostOf());
		use(n8n);
	});
	afterEach(async () => {
		await n8n.close();
		expect(n8n.failures).toEqual([]);
	});
}

/** The same with an account of its own for each test, whose list nobody else fills. */
export function eachWithOwnAccount(
	s: SandboxForTests,
	use: (n8n: N8n, account: Account) => void,
): void {
	let added: ReturnType<SandboxForTests['addAccount']>;
	eachWithN8n(
		() => {
			added = s.addAccount();
			return added.host;
		},
		(n8n) => use(n8n, added.account),
	);
}

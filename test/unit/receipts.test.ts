import type { IExecuteFunctions } from 'n8n-workflow';
import {
	keepReceipts,
	readReceipts,
	takeReceipt,
	type Receipt,
} from '../../nodes/Ssemble/submit/receipts';

const receipt = (itemIndex: number, more: Partial<Receipt['body']> = {}): Receipt => ({
	itemIndex,
	body: { url: 'https://youtu.be/x', start: 0, end: 60, ...more },
	sentAt: 1,
	executionId: '1',
});

/** A node in an execution; `memory` is what n8n keeps for it. */
const context = (memory: object, $runIndex: number) =>
	({
		getContext: () => memory,
		getWorkflowDataProxy: () => ({ $runIndex }),
	}) as unknown as IExecuteFunctions;

it('Receipts are kept for the retries of one run', () => {
	const memory = {};
	keepReceipts(context(memory, 1), [receipt(0)], false);

	expect(readReceipts(context(memory, 1))).toEqual([receipt(0)]);
	expect(readReceipts(context(memory, 0))).toEqual([]);
	expect(readReceipts(context(memory, 2))).toEqual([]);
	expect(readReceipts(context({}, 0))).toEqual([]);
	expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
});

it('Receipts of a run that stopped the node serve its next try, which an AI agent counts as another run', () => {
	const memory = {};
	keepReceipts(context(memory, 1), [receipt(0)], true);

	expect(readReceipts(context(memory, 2))).toEqual([receipt(0)]);
});

it('Reading receipts leaves what is kept alone', () => {
	const memory = {};
	keepReceipts(context(memory, 0), [receipt(0)], false);
	readReceipts(context(memory, 0)).pop();

	expect(readReceipts(context(memory, 0))).toHaveLength(1);
});

it('A receipt is taken once', () => {
	const receipts = [receipt(0), receipt(1), receipt(1)];

	expect(takeReceipt(receipts, receipt(1))).toEqual(receipt(1));
	expect(takeReceipt(receipts, receipt(1))).toEqual(receipt(1));
	expect(takeReceipt(receipts, receipt(1))).toBeUndefined();
	expect(receipts).toEqual([receipt(0)]);
});

it.each<[string, Receipt]>([
	['another item', receipt(1)],
	['another range', receipt(0, { end: 61 })],
	['another option', receipt(0, { music: true })],
])('A receipt is not taken for %s', (_what, other) => {
	expect(takeReceipt([receipt(0)], other)).toBeUndefined();
});

it('A receipt is found whatever the webhook URL', () => {
	const kept = receipt(0, { webhookUrl: 'https://n8n.example.com/webhook-waiting/1' });

	expect(takeReceipt([kept], receipt(0))).toBe(kept);
	expect(takeReceipt([kept], receipt(0, { webhookUrl: 'https://example.com/2' }))).toBe(kept);
});

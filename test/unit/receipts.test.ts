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
const context = (memory: object, $runIndex: number, mode = 'trigger') =>
	({
		getContext: () => memory,
		getExecutionContext: () => undefined,
		getMode: () => mode,
		getWorkflowDataProxy: () => ({ $runIndex }),
	}) as unknown as IExecuteFunctions;

const complete = (...list: Receipt[]) => ({ list, isIncomplete: false, since: 7 });
const incomplete = (...list: Receipt[]) => ({ list, isIncomplete: true, since: 7 });
const nothing = { list: [], isIncomplete: false, since: expect.any(Number) as number };

it('What was submitted is kept for the retries of one run', () => {
	const memory = {};
	keepReceipts(context(memory, 1), complete(receipt(0)), false);

	expect(readReceipts(context(memory, 1))).toEqual(complete(receipt(0)));
	expect(readReceipts(context(memory, 0))).toEqual(nothing);
	expect(readReceipts(context(memory, 2))).toEqual(nothing);
	expect(readReceipts(context({}, 0))).toEqual(nothing);
	expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
});

it('In a retry, nobody knows what a run submitted of which nothing was kept', () => {
	const memory = {};
	keepReceipts(context(memory, 1), complete(receipt(0)), false);

	const unknown = { ...nothing, isIncomplete: true };
	expect(readReceipts(context({}, 0, 'retry'))).toEqual(unknown);
	expect(readReceipts(context(memory, 2, 'retry'))).toEqual(unknown);
	expect(readReceipts(context(memory, 1, 'retry'))).toEqual(complete(receipt(0)));
});

it('What is incomplete stays so at the next try', () => {
	const memory = {};
	keepReceipts(context(memory, 0, 'retry'), incomplete(receipt(0)), true);

	expect(readReceipts(context(memory, 0, 'retry'))).toEqual(incomplete(receipt(0)));
});

it('What a run that stopped the node submitted serves its next try, which an AI agent counts as another run', () => {
	const memory = {};
	keepReceipts(context(memory, 1), complete(receipt(0)), true);

	expect(readReceipts(context(memory, 2))).toEqual(complete(receipt(0)));
});

it('Reading what was submitted leaves what is kept alone', () => {
	const memory = {};
	keepReceipts(context(memory, 0), complete(receipt(0)), false);
	readReceipts(context(memory, 0)).list.pop();

	expect(readReceipts(context(memory, 0)).list).toHaveLength(1);
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

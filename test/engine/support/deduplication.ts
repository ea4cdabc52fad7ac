import './environment';
import { setImmediate } from 'node:timers/promises';
import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';

/**
 * n8n's record of processed keys, in memory. Like n8n's, it reads a node's whole record, changes it and
 * writes it back without a lock: calls at the same time do not see each other's keys.
 */
class MemoryDeduplicator implements IDataDeduplicator {
	private readonly records = new Map<string, string[]>();

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		{ mode, maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		if (mode !== 'entries') throw new Error(`Mode "${mode}" is not kept in memory`);
		const record = recordOf(scope, contextData);
		const known = [...(this.records.get(record) ?? [])];
		await setImmediate();

		const output: IDeduplicationOutput = { new: [], processed: [] };
		for (const item of items) {
			const key = String(item);
			if (known.includes(key)) {
				output.processed.push(item);
			} else {
				output.new.push(item);
				known.push(key);
			}
		}
		this.records.set(record, maxEntries ? known.slice(-maxEntries) : known);
		return output;
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<void> {
		const record = recordOf(scope, contextData);
		const known = [...(this.records.get(record) ?? [])];
		await setImmediate();
		this.records.set(
			record,
			known.filter((key) => !items.map(String).includes(key)),
		);
	}

	async clearAllProcessedItems(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<void> {
		await setImmediate();
		this.records.delete(recordOf(scope, contextData));
	}

	async getProcessedDataCount(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<number> {
		await setImmediate();
		return this.records.get(recordOf(scope, contextData))?.length ?? 0;
	}
}

function recordOf(
	scope: DeduplicationScope,
	{ node, workflow }: ICheckProcessedContextData,
): string {
	return scope === 'node' ? `${workflow.id} ${node?.id ?? ''}` : workflow.id;
}

/** The record of this test file's n8n. */
export const deduplicator = new MemoryDeduplicator();

void DataDeduplicationService.init(deduplicator);

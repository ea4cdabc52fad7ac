import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isObjectEmpty, NodeOperationError } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { asNodeError } from '../n8n/items';
import { NodeRecord } from '../n8n/nodeRecord';
import { runIndexOf } from '../n8n/runIndex';
import type { CreateShortsBody } from '../api/types';
import { withoutWebhookUrl } from './receipts';
import type { Submission, Submitted, Taken } from './submission';

/** How many submissions a node remembers. */
const MOST_SUBMISSIONS = 10_000;

/** Of each the run of the node, that it was begun, what Ssemble made of it, and that others may not have this. */
const RECORD = new NodeRecord<'each' | 'whole'>(MOST_SUBMISSIONS * 4);

/** How long to gather what is recorded one by one, in milliseconds. */
const GATHER_MS = 250;

/**
 * What a run of a node submits, in n8n's database, for when the process dies: n8n then keeps nothing of the
 * execution but its beginning, and a retry runs the nodes anew.
 */
export class SubmissionRecord {
	/** Tells the execution, and those of which it is a retry, from others; undefined if nothing does. */
	private readonly origin: string | undefined;

	/** What `begin` has recorded, and nobody before. */
	private added: ReadonlySet<string> = new Set();

	/** Names the submissions. Their bodies stay the same objects throughout. */
	private readonly keys = new Map<CreateShortsBody, string>();

	constructor(
		private readonly context: IExecuteFunctions,
		submissions: Submission[],
	) {
		this.origin = this.findOrigin();
		const copies = new Map<string, number>();
		for (const { body } of submissions) {
			const content = JSON.stringify(withoutWebhookUrl(body));
			const copy = copies.get(content) ?? 0;
			copies.set(content, copy + 1);
			this.keys.set(body, `${this.origin ?? ''} ${copy} ${content}`);
		}
	}

	/**
	 * Records submissions that are about to go out.
	 *
	 * @returns those that may have gone out before: this is a retry of an execution that had begun them, or n8n
	 *   runs that one once more by itself
	 * @throws NodeOperationError if that cannot be found out for a retry
	 */
	async begin(submissions: Submission[]): Promise<Submission[]> {
		if (this.origin === undefined) return [];
		const run = `run ${this.origin} ${this.context.getExecutionId()} ${runIndexOf(this.context)}`;
		const isRetry = this.context.getMode() === 'retry';
		const entries = submissions.map((submission) => this.begunEntry(submission));
		try {
			this.added = await RECORD.add(this.context, [run, ...entries], 'whole');
		} catch (caught) {
			if (isRetry) throw this.unknownError(caught);
			this.warn(caught);
			return [];
		}
		if (!isRetry && this.added.has(run)) return [];
		return submissions.filter((submission) => !this.added.has(this.begunEntry(submission)));
	}

	/** Records the request that Ssemble made of a submission, some time soon. */
	noteTaken(result: Taken): void {
		void this.attempt(async () => {
			await RECORD.add(this.context, this.takenEntries(result), 'each', GATHER_MS);
		});
	}

	/** Records how it ended: what Ssemble has made of the submissions, and which ones can be forgotten. */
	async end(submissions: Submission[], submitted: Submitted[]): Promise<void> {
		const taken = submitted.filter((result) => result.kind === 'taken');
		const doubtful = submitted.filter((result) => 'mayBeTaken' in result);
		const gone = new Set([...taken, ...doubtful].map(({ body }) => body));
		const notTaken = submissions.filter(({ body }) => !gone.has(body));
		const begun = notTaken.map((submission) => this.begunEntry(submission));
		await this.attempt(async () => {
			const entries = taken.flatMap((result) => this.takenEntries(result));
			await RECORD.add(this.context, entries, 'whole');
			await RECORD.remove(
				this.context,
				begun.filter((entry) => this.added.has(entry)),
			);
		});
	}

	/**
	 * Finds out what requests were made of.
	 *
	 * @param candidates for each request the submissions of which it may have been made
	 * @returns for each request that the record knows its submission; undefined if it was made of none of those
	 * @throws what n8n throws if its database cannot be read
	 */
	async submissionsOf<One extends Pick<Submission, 'body'>>(
		candidates: ReadonlyMap<string, One[]>,
	): Promise<Map<string, One | undefined>> {
		const requests = [...candidates.keys()].map(requestEntry);
		const unknown = await RECORD.unrecorded(this.context, requests);
		const known = [...candidates].filter(([id]) => !unknown.has(requestEntry(id)));
		const pairs = known.flatMap(([id, ones]) => ones.map((one) => this.madeEntry(id, one)));
		const wrong = await RECORD.unrecorded(this.context, pairs);
		return new Map(
			known.map(([id, ones]) => [id, ones.find((one) => !wrong.has(this.madeEntry(id, one)))]),
		);
	}

	private begunEntry({ body }: Pick<Submission, 'body'>): string {
		return `begun ${this.keys.get(body) ?? ''}`;
	}

	private takenEntries(result: Taken): string[] {
		const { requestId } = result.created;
		return [requestEntry(requestId), this.madeEntry(requestId, result)];
	}

	private madeEntry(requestId: string, { body }: Pick<Submission, 'body'>): string {
		return `made ${requestId} ${this.keys.get(body) ?? ''}`;
	}

	private findOrigin(): string | undefined {
		try {
			return originOf(this.context);
		} catch (caught) {
			this.warn(caught);
			return undefined;
		}
	}

	private async attempt(task: () => Promise<void>): Promise<void> {
		if (this.origin === undefined) return;
		try {
			await task();
		} catch (caught) {
			this.warn(caught);
		}
	}

	private unknownError(caught: unknown): NodeOperationError {
		const { message } = asNodeError(this.context, caught);
		return new NodeOperationError(
			this.context.getNode(),
			'It is not known what this execution had submitted before',
			{
				description: `n8n could not look it up (${message}). Nothing was submitted now. Retry it later.`,
			},
		);
	}

	private warn(caught: unknown): void {
		const { message } = asNodeError(this.context, caught);
		this.context.logger.warn(`Ssemble: what this node submits could not be recorded: ${message}`);
	}
}

function requestEntry(requestId: string): string {
	return `request ${requestId}`;
}

/**
 * When the execution began, or the one of which it is a retry: milliseconds since 1970, by n8n's clock. 0 if n8n does
 * not tell, as before version 2 of a retry after a crash.
 */
export function beganAt(context: IExecuteFunctions): number {
	const { establishedAt = 0, triggerNode, source } = context.getExecutionContext() ?? {};
	const isKept = context.getMode() === 'retry' && source !== 'retry';
	return triggerNode !== undefined || isKept ? establishedAt : 0;
}

/**
 * Names the beginning of an execution, which a retry has in common with it. From version 2 on, n8n keeps the moment
 * of it; before, what the execution began with must do, which others may have begun with too.
 */
function originOf(context: IExecuteFunctions): string | undefined {
	const { establishedAt, triggerNode } = context.getExecutionContext() ?? {};
	if (establishedAt !== undefined && triggerNode) return `${establishedAt} ${triggerNode.name}`;
	const items = firstItems(context);
	if (items.every(({ json }) => isObjectEmpty(json))) return undefined;
	return createHash('sha256')
		.update(JSON.stringify(items.map(({ json }) => json)))
		.digest('base64');
}

/** What expressions know as $('Name'). */
interface Output {
	isExecuted: boolean;
	all(): INodeExecutionData[];
}

/** What the nodes at the beginning of the workflow gave out. A tool of an AI agent is behind none. */
function firstItems(context: IExecuteFunctions): INodeExecutionData[] {
	const proxy = context.getWorkflowDataProxy(0) as unknown as { $: (name: string) => Output };
	return context
		.getParentNodes(context.getNode().name)
		.filter(({ name }) => context.getParentNodes(name).length === 0)
		.map(({ name }) => proxy.$(name))
		.filter(({ isExecuted }) => isExecuted)
		.flatMap((output) => output.all());
}

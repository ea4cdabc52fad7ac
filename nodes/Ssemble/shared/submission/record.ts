import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isObjectEmpty } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { asNodeError } from '../items';
import { NodeRecord } from '../record/nodeRecord';
import { runIndexOf } from '../runIndex';
import type { CreateShortsBody } from '../types';
import { withoutWebhookUrl } from './receipts';
import type { Submission, Submitted, Taken } from './results';

/** How many submissions a node remembers. */
const MOST_SUBMISSIONS = 10_000;

/** Of each submission that it was begun, what Ssemble made of it, and that this is not to be had by others. */
const RECORD = new NodeRecord<'each' | 'whole'>(MOST_SUBMISSIONS * 3);

/** How long to gather what is recorded one by one, in milliseconds. */
const GATHER_MS = 250;

/**
 * What a run of a node submits, in n8n's database, for when the process dies: n8n then keeps nothing of the
 * execution but its beginning, and a retry runs the nodes anew. Without the record, if the database cannot be
 * written for example, all works as well but for such a retry.
 */
export class SubmissionRecord {
	/** Tells the execution, and those of which it is a retry, from others; undefined if nothing does. */
	private readonly origin: string | undefined;

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
	 */
	async begin(submissions: Submission[]): Promise<Submission[]> {
		const run = `run ${this.origin ?? ''} ${this.context.getExecutionId()} ${runIndexOf(this.context)}`;
		return await this.attempt([], async () => {
			const entries = submissions.map((submission) => this.begunEntry(submission));
			const isNew = await RECORD.add(this.context, [run, ...entries], 'whole');
			if (this.context.getMode() !== 'retry' && isNew.has(run)) return [];
			return submissions.filter((submission) => !isNew.has(this.begunEntry(submission)));
		});
	}

	/** Records the request that Ssemble made of a submission, some time soon. */
	noteTaken(result: Taken): void {
		void this.attempt(undefined, async () => {
			await RECORD.add(this.context, this.takenEntries(result), 'each', GATHER_MS);
		});
	}

	/** Records how it ended: what Ssemble has made of the submissions, and which ones can be forgotten. */
	async end(submissions: Submission[], submitted: Submitted[]): Promise<void> {
		const taken = submitted.filter((result) => result.kind === 'taken');
		const doubtful = submitted.filter((result) => 'mayBeTaken' in result);
		const gone = new Set([...taken, ...doubtful].map(({ body }) => body));
		const notTaken = submissions.filter(({ body }) => !gone.has(body));
		await this.attempt(undefined, async () => {
			const entries = taken.flatMap((result) => this.takenEntries(result));
			await RECORD.add(this.context, entries, 'whole');
			await RECORD.remove(
				this.context,
				notTaken.map((submission) => this.begunEntry(submission)),
			);
		});
	}

	/**
	 * Finds out what requests were made of.
	 *
	 * @param candidates for each request the submissions of which it may have been made
	 * @returns for each request that the record knows its submission; undefined if it was made of none of those
	 */
	async submissionsOf<One extends Pick<Submission, 'body'>>(
		candidates: ReadonlyMap<string, One[]>,
	): Promise<Map<string, One | undefined>> {
		return await this.attempt(new Map(), async () => {
			const requests = [...candidates.keys()].map(requestEntry);
			const unknown = await RECORD.missing(this.context, requests);
			const known = [...candidates].filter(([id]) => !unknown.has(requestEntry(id)));
			const pairs = known.flatMap(([id, ones]) => ones.map((one) => this.madeEntry(id, one)));
			const wrong = await RECORD.missing(this.context, pairs);
			return new Map(
				known.map(([id, ones]) => [id, ones.find((one) => !wrong.has(this.madeEntry(id, one)))]),
			);
		});
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

	private async attempt<Result>(otherwise: Result, task: () => Promise<Result>): Promise<Result> {
		if (this.origin === undefined) return otherwise;
		try {
			return await task();
		} catch (caught) {
			this.warn(caught);
			return otherwise;
		}
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

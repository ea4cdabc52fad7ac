import { setTimeout as delay } from 'node:timers/promises';
import { jsonOf } from '../../e2e/executionData';
import { startWorld, type World } from '../../e2e/support';
import { node, noOp, ssemble, ssembleTrigger, workflow } from '../../e2e/workflows';
import { MEGABYTE, median } from '../figures';
import { Dice } from './dice';
import { breakSomething } from './faults';

/** How long and how it is run. */
export interface SoakOptions {
	minutes: number;
	/** Decides what is done when. */
	seed: string;
	/** Told what happens. */
	say: (text: string) => void;
}

/** What came of it. Lists hold ids of requests, or addresses of videos. */
export interface SoakReport {
	/** Requests that have ended, n8n's ends by force, faults. */
	requests: number;
	kills: number;
	faults: number;
	/** Executions that a kill has ended, and that were retried afterwards. */
	retried: number;
	/** Ended, but no execution of the workflow shows it. */
	lost: string[];
	/** In more than one execution of the workflow. */
	twice: string[];
	/** Videos that were submitted more often than was asked for. */
	paidTwice: string[];
	/** Megabytes of n8n's memory in the first and in the last third of the time without kills. */
	memory: { first: number; last: number };
}

/** Milliseconds from one step to the next, at least and at most. */
const STEP = { least: 200, most: 1_500 };

/** Milliseconds for n8n to acknowledge what is to be submitted. */
const ANSWER_TIMEOUT = 20_000;

/** How often a step breaks something. */
const FAULT_CHANCE = 0.3;

/** The share of the time in which n8n is killed, and how many times a minute. Later its memory is watched. */
const KILLING = 0.6;
const KILLS_A_MINUTE = 0.5;

/** Milliseconds for all that was begun to come to its end: rounds of the trigger are a minute apart. */
const PATIENCE = 6 * 60_000;

const SUBMIT_PATH = 'soak-submit';

/** Runs mixed load on a real n8n, with faults and kills, and finds out whether anything got lost or doubled. */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
	const world = await startWorld({ sandbox: { processingMs: 2_000, quirks: true } });
	try {
		return await new Soak(world, options).run();
	} finally {
		await world.stop();
	}
};

class Soak {
	private readonly dice: Dice;
	private readonly memories: number[] = [];
	private kills = 0;
	private faults = 0;
	private retried = 0;
	private submitted = 0;

	constructor(
		private readonly world: World,
		private readonly options: SoakOptions,
	) {
		this.dice = new Dice(options.seed);
	}

	async run(): Promise<SoakReport> {
		const { minutes, say } = this.options;
		say('n8n has started');
		const hearing = await this.hear();
		const submitting = await this.submitTo(hearing);

		const began = Date.now();
		const length = minutes * 60_000;
		let nextKill = began + (0.5 / KILLS_A_MINUTE) * 60_000 * Math.min(1, minutes / 4);
		while (Date.now() < began + length) {
			await this.step();
			const isKilling = Date.now() < began + length * KILLING;
			if (isKilling && Date.now() > nextKill) {
				await this.killN8n();
				nextKill = Date.now() + 60_000 / KILLS_A_MINUTE;
			}
			if (!isKilling) this.memories.push((await this.world.n8n.process.memory()) / MEGABYTE);
		}
		say('No more load: waiting until everything has come to its end');
		this.world.sandbox.clearFaults();
		await this.retryCrashed([submitting, hearing]);
		return await this.settle(hearing);
	}

	/** The workflow that is to hear of every request once. */
	private async hear(): Promise<string> {
		const { n8n } = this.world;
		const trigger = ssembleTrigger(
			{
				listenTo: 'account',
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				outputAs: 'request',
			},
			{ credential: await this.world.credential() },
		);
		const { id } = await n8n.createWorkflow(workflow('Hear', [trigger, noOp('Heard')]));
		await n8n.activate(id);
		return id;
	}

	/** The workflow that submits what is posted to it, with events to the other. */
	private async submitTo(workflowId: string): Promise<string> {
		const { n8n } = this.world;
		const hook = node(
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: SUBMIT_PATH },
			{ name: 'Webhook', typeVersion: 2, more: { webhookId: SUBMIT_PATH } },
		);
		const split = node(
			'n8n-nodes-base.splitOut',
			{ fieldToSplitOut: 'body.videos', options: { destinationFieldName: 'video' } },
			{ name: 'Videos' },
		);
		const create = ssemble(
			{
				resource: 'short',
				operation: 'create',
				videoSource: 'url',
				url: '={{ $json.video }}',
				start: 0,
				end: 600,
				notify: 'otherWorkflow',
				notifyWorkflow: { __rl: true, mode: 'id', value: workflowId },
			},
			{ credential: await this.world.credential(), onError: 'continueRegularOutput' },
		);
		const { id } = await n8n.createWorkflow(workflow('Submit', [hook, split, create]));
		await n8n.activate(id);
		return id;
	}

	private async step(): Promise<void> {
		const { n8n, sandbox } = this.world;
		if (this.dice.happens(FAULT_CHANCE)) {
			this.faults += 1;
			this.options.say(`Fault: ${breakSomething(sandbox, this.dice)}`);
		}
		const videos = Array.from({ length: this.dice.between(1, 5) }, () => {
			this.submitted += 1;
			const kind = this.dice.happens(0.2) ? 'sandbox-fail' : 'soak';
			return `https://www.youtube.com/watch?v=${kind}-${this.submitted}`;
		});
		// One that gets lost is no loss: it was never acknowledged.
		await fetch(`${n8n.url}/webhook/${SUBMIT_PATH}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ videos }),
			signal: AbortSignal.timeout(ANSWER_TIMEOUT),
		}).catch((error: unknown) => this.options.say(`Not acknowledged: ${String(error)}`));
		await delay(this.dice.between(STEP.least, STEP.most));
	}

	private async killN8n(): Promise<void> {
		this.kills += 1;
		this.options.say(`Kill ${this.kills}, after ${this.submitted} submissions`);
		await this.world.n8n.kill();
		await this.world.n8n.startAgain();
	}

	/** Does what a user does with executions that n8n shows as crashed. */
	private async retryCrashed(workflowIds: string[]): Promise<void> {
		const { n8n } = this.world;
		for (const workflowId of workflowIds) {
			for (const { id } of await n8n.executions({ workflowId, status: 'crashed' })) {
				this.retried += 1;
				const { status } = await n8n.retryExecution(id);
				this.options.say(`Retried execution ${id}: ${status}`);
			}
		}
	}

	/** Waits until each request is accounted for, then a round longer, in which nothing more may come. */
	private async settle(hearing: string): Promise<SoakReport> {
		const end = Date.now() + PATIENCE;
		let report = await this.report(hearing);
		while (report.lost.length > 0 && Date.now() < end) {
			await delay(5_000);
			report = await this.report(hearing);
		}
		await delay(75_000);
		return await this.report(hearing);
	}

	private async report(hearing: string): Promise<SoakReport> {
		const { n8n, sandbox } = this.world;
		const summaries = await n8n.executions({ workflowId: hearing });
		const counts = new Map<string, number>();
		for (const { id } of summaries) {
			const execution = await n8n.execution(id);
			const ids = jsonOf(execution, 'Heard').map(({ requestId }) => requestId as string);
			// The sandbox's quirks give some in upper case.
			for (const requestId of ids.map((id) => id.toLowerCase()))
				counts.set(requestId, (counts.get(requestId) ?? 0) + 1);
		}
		const ended = sandbox.requests.filter(({ finalStatus }) => finalStatus !== undefined);
		const urls = sandbox.requests.map(({ body }) => body.url ?? '');
		const third = Math.ceil(this.memories.length / 3);
		return {
			requests: ended.length,
			kills: this.kills,
			faults: this.faults,
			retried: this.retried,
			lost: ended.map(({ id }) => id).filter((id) => !counts.has(id)),
			twice: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
			paidTwice: urls.filter((url, index) => urls.indexOf(url) !== index),
			memory: {
				first: median(this.memories.slice(0, third)),
				last: median(this.memories.slice(-third)),
			},
		};
	}
}

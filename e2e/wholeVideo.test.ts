import type { IDataObject } from 'n8n-workflow';
import { errorOf, jsonOf } from './executionData';
import type { Execution } from './n8nApi';
import { startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, workflow } from './workflows';

/** Seconds that one credit covers. */
const PART = 1_200;

const LENGTHS = [700, 1_200, 3_000, 18_000];
const LIMITS = [1, 3, 20];
const CASES = LENGTHS.flatMap((seconds) => LIMITS.map((maxCredits) => ({ seconds, maxCredits })));

let world: World;

beforeAll(async () => {
	world = await startWorld({ sandbox: { processingMs: 'manual' } });
});

afterEach(() => world.sandbox.clearFaults());

afterAll(async () => await world.stop());

/** A video whose address tells the sandbox how long it is. */
const videoOf = (name: string, seconds: number) =>
	`https://www.youtube.com/watch?v=${name}&sandboxDuration=${seconds}`;

/** Creates shorts of whole videos, in one execution. */
async function createWhole(items: IDataObject[]): Promise<Execution> {
	const parameters = {
		resource: 'short',
		operation: 'create',
		videoSource: 'url',
		url: '={{ $json.video }}',
		videoRange: 'whole',
		maxCredits: '={{ $json.maxCredits }}',
		notify: 'none',
	};
	const credential = await world.credential();
	const { id } = await world.n8n.createWorkflow({
		...workflow('Whole', [manualTrigger(), ssemble(parameters, { credential }), noOp('Out')]),
		pinData: { Start: items.map((json) => ({ json })) },
	});
	return await world.n8n.runToEnd(id, { trigger: 'Start' });
}

/** The requests for a video, in the order in which they were made. */
const requestsFor = (video: string) =>
	world.sandbox.requests.filter(({ body }) => body.url === video);

const partsFor = (video: string) => requestsFor(video).map(({ start, end }) => [start, end]);

/** How a video is to be covered: to its end, unless it may not cost that much. */
const partsOf = (seconds: number, maxCredits: number): number[][] =>
	Array.from({ length: Math.min(maxCredits, Math.ceil(seconds / PART)) }, (_, part) => [
		part * PART,
		Math.min((part + 1) * PART, seconds),
	]);

describe.each([
	{ what: 'Whole videos', name: 'answered', lost: 0 },
	{ what: 'Whole videos, each with the answer to its third part lost', name: 'lost', lost: 4 },
])('$what', ({ name, lost }) => {
	const cases = CASES.map((each, n) => ({ ...each, video: videoOf(`${name}${n}`, each.seconds) }));
	let execution: Execution;
	let spent: number;

	beforeAll(async () => {
		const loss = world.sandbox.addFault({
			method: 'POST',
			path: '/shorts/create',
			when: ({ body }) => (body as IDataObject).start === 2 * PART,
			times: lost,
			effect: { kind: 'reset', taken: true },
		});
		const before = world.sandbox.account.credits;
		execution = await createWhole(cases);
		spent = before - world.sandbox.account.credits;
		expect(loss.struck).toBe(lost);
	});

	it('cost a credit for each part', () => {
		expect(errorOf(execution)).toBeUndefined();
		expect(spent).toBe(cases.flatMap(({ video }) => requestsFor(video)).length);
	});

	it.each(cases)('$seconds s for at most $maxCredits', ({ seconds, maxCredits, video }) => {
		expect(partsFor(video)).toEqual(partsOf(seconds, maxCredits));
	});

	it('come out part after part, in the order of the input items', () => {
		const ids = cases.flatMap(({ video }) => requestsFor(video).map(({ id }) => id));
		expect(jsonOf(execution, 'Out').map(({ requestId }) => requestId)).toEqual(ids);
	});
});

it('Credits that end at the second part are told with what was submitted, and a retry submits the rest', async () => {
	const { n8n, sandbox } = world;
	const video = videoOf('poor', 3_000);
	sandbox.account.credits = 1;
	const poor = await createWhole([{ video, maxCredits: 3 }]);
	const [first] = requestsFor(video);

	expect(errorOf(poor)?.message).toMatch(/credits/i);
	expect(errorOf(poor)?.description).toContain(first?.id);
	expect(partsFor(video)).toEqual([[0, PART]]);

	sandbox.account.credits = 100;
	const retried = await n8n.retryExecution(poor.id);
	expect(errorOf(retried)).toBeUndefined();
	expect(partsFor(video)).toEqual(partsOf(3_000, 3));
	expect(sandbox.account.credits).toBe(98);
	expect(jsonOf(retried, 'Out').map(({ requestId }) => requestId)).toEqual(
		requestsFor(video).map(({ id }) => id),
	);
});

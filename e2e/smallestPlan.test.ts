import { errorOf, jsonOf } from './executionData';
import type { Execution } from './n8nApi';
import type { Account, RateLimitNumbers } from '../sandbox';
import { startWorld, type World } from './support';
import { manualTrigger, noOp, ssemble, workflow } from './workflows';

/** Calls an hour. */
const HOUR = 100;

/**
 * How long such an hour lasts, where it is to end. Much longer than the pauses between the three attempts of a call (1
 * and 3 seconds), also on a busy machine: otherwise others could use up an hour, again and again, while one call waits.
 */
const HOUR_MS = 8_000;

/** Calls that the first retry takes to look for what it has no record of; the second one has more to look through. */
const LOOKS = 2;

let world: World;

beforeAll(async () => {
	world = await startWorld({ sandbox: { processingMs: 'manual' } });
});

afterAll(async () => await world.stop());

const accountWith = (rateLimits: Partial<RateLimitNumbers>): Account =>
	world.sandbox.addAccount({ rateLimits: { hour: HOUR, ...rateLimits } });

/** Creates shorts of so many videos, in one execution. */
async function create({ apiKey }: Account, count: number): Promise<Execution> {
	const { n8n, credentialData } = world;
	const credential = await n8n.createCredential('ssembleApi', { ...credentialData, apiKey });
	const parameters = {
		resource: 'short',
		operation: 'create',
		url: '=https://www.youtube.com/watch?v=video{{ $json.n }}',
		start: 0,
		end: 600,
		notify: 'none',
	};
	const { id } = await n8n.createWorkflow({
		...workflow('Many', [manualTrigger(), ssemble(parameters, { credential }), noOp('Out')]),
		pinData: { Start: Array.from({ length: count }, (_, n) => ({ json: { n } })) },
	});
	return await n8n.runToEnd(id, { trigger: 'Start' }, { timeoutMs: 240_000 });
}

const requestsOf = (account: Account) =>
	world.sandbox.requests.filter((request) => request.account === account);

/** Each item has become one request, and comes out with its id. */
function expectAll(execution: Execution, account: Account, count: number): void {
	expect(errorOf(execution)).toBeUndefined();
	const byUrl = new Map(requestsOf(account).map(({ body, id }) => [body.url, id]));
	expect([byUrl.size, requestsOf(account).length]).toEqual([count, count]);
	expect(jsonOf(execution, 'Out').map(({ requestId }) => requestId)).toEqual(
		Array.from({ length: count }, (_, n) => byUrl.get(`https://www.youtube.com/watch?v=video${n}`)),
	);
}

it('More items than the hour has calls: the error names what was submitted, a retry in the next hour submits on', async () => {
	const account = accountWith({});
	const count = 3 * HOUR - 10;
	let execution = await create(account, count);
	for (const hours of [1, 2]) {
		const { message, description = '' } = errorOf(execution) ?? {};
		expect(message).toContain('Rate limit');
		expect(description).toContain('this hour');
		const ids = requestsOf(account).map(({ id }) => id);
		expect(ids).toHaveLength(hours * HOUR - (hours - 1) * LOOKS);
		expect(ids.filter((id) => !description.includes(id))).toEqual([]);

		account.rateLimits.reset();
		execution = await world.n8n.retryExecution(execution.id);
	}
	expectAll(execution, account, count);
});

it('1,000 items go through in one execution where the hour is over within a minute', async () => {
	const account = accountWith({ hourMs: HOUR_MS });
	expectAll(await create(account, 1_000), account, 1_000);
});

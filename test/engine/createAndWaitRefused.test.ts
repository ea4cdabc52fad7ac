import type { INodeParameters } from 'n8n-workflow';
import { runAsTool, runSsemble, type Host } from './support/engine';
import { createAndWait, VIDEO } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

afterEach(() => {
	expect(s.sandbox.calls).toHaveLength(0);
});

const run = async (parameters: INodeParameters, host: Host) =>
	await runSsemble(createAndWait(parameters), host);

const BY_WEBHOOK = { waitOptions: { waitUsing: 'webhook' } };

describe('Before anything is spent, the node refuses', () => {
	it.each([
		'http://localhost:5678/',
		'http://192.168.1.20:5678/',
		'https://n8n.internal/',
		'http://n8n:5678/',
	])('to wait for a call to %s, and names both remedies', async (webhookUrl) => {
		const { error } = await run(BY_WEBHOOK, { ...s.publicHost, webhookUrl });

		expect(error?.message).toContain(`${webhookUrl}webhook-waiting/`);
		expect(error?.message).toContain('cannot be reached from the internet');
		expect(error?.message).not.toContain('signature');
		expect(error?.description).toContain('WEBHOOK_URL');
		expect(error?.description).toContain("'Wait Using'");
	});

	it('to wait for a call to a private address, and shows no name and password of it', async () => {
		const webhookUrl = 'http://me:secret@localhost:5678/';
		const { error } = await run(BY_WEBHOOK, { ...s.publicHost, webhookUrl });

		expect(error?.message).toContain('http://***@localhost:5678/webhook-waiting/');
		expect(error?.message).not.toContain('secret');
	});

	it.each([
		['Time Limit (Minutes)', { waitOptions: { limitMinutes: 0 } }],
		['Time Limit (Minutes)', { waitOptions: { limitMinutes: '=soon' } }],
		['Time Limit (Minutes)', { waitOptions: { limitMinutes: '={{ true }}' } }],
		['Time Limit (Minutes)', { waitOptions: { limitMinutes: '={{ [60] }}' } }],
		['Poll Every (Seconds)', { waitOptions: { waitUsing: 'polling', pollSeconds: -1 } }],
	])('a wrong %s', async (label, parameters) => {
		const { error } = await run(parameters, s.host);

		expect(error?.message).toBe(`'${label}' is not a number above 0`);
		expect(error?.description).toContain('Nothing was submitted');
	});

	describe.each(['engine', 'direct'] as const)('to be a tool (called through: %s)', (how) => {
		it.each(['webhook', 'polling'])('waiting by %s', async (waitUsing) => {
			const agent = await runAsTool(
				createAndWait({
					waitOptions: { waitUsing },
					url: "={{ $fromAI('video', 'What it is', 'string') }}",
				}),
				{ video: VIDEO },
				s.host,
				how,
			);

			expect(agent.error).toBeUndefined();
			expect(agent.json('Agent')[0]?.read).toEqual([
				{
					error: expect.stringContaining('cannot be called as a tool') as string,
					message: expect.stringContaining('Use the operation Create in the tool') as string,
				},
			]);
		});
	});
});

it('A private address is fine for an API at a private address', async () => {
	const sleeping = await run({}, { ...s.host, webhookUrl: 'http://localhost:5678/' });

	expect(sleeping.status).toBe('waiting');
	s.sandbox.clearLogs();
});

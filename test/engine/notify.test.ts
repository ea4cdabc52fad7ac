import type { INodeParameters } from 'n8n-workflow';
import { runSsemble, type Host } from './support/engine';
import { create } from './support/parameters';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const sentUrls = () =>
	s.calls('POST /shorts/create').map(({ body }) => (body as { webhookUrl?: string }).webhookUrl);
const reachable = (): Host => ({ ...s.publicHost, webhookUrl: 'https://n8n.example.com/' });
const hidden = (): Host => ({ ...s.publicHost, webhookUrl: 'http://localhost:5678/' });
const workflow = { id: 'wf1234', active: true };

describe('Notify: This Workflow', () => {
	it('sends the URL of the trigger in this workflow, and returns it', async () => {
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), reachable(), { workflow });

		expect(run.error).toBeUndefined();
		expect(sentUrls()).toEqual(['https://n8n.example.com/webhook/ssemble/wf1234']);
		expect(run.json('After')).toMatchObject([
			{ webhookUrl: 'https://n8n.example.com/webhook/ssemble/wf1234' },
		]);
		expect(run.hints('Ssemble')).toEqual([]);
	});

	it('keeps the path under which n8n is reached', async () => {
		const webhookUrl = 'https://example.com/tools/n8n/';
		await runSsemble(
			create({ notify: 'thisWorkflow' }),
			{ ...s.publicHost, webhookUrl },
			{ workflow },
		);

		expect(sentUrls()).toEqual(['https://example.com/tools/n8n/webhook/ssemble/wf1234']);
	});

	it('follows n8n where its endpoint for webhooks has another name', async () => {
		const host = { ...reachable(), webhookEndpoint: 'in/hooks' };
		await runSsemble(create({ notify: 'thisWorkflow' }), host, { workflow });

		expect(sentUrls()).toEqual(['https://n8n.example.com/in/hooks/ssemble/wf1234']);
	});

	it('says nothing of a workflow that is not active in a run by hand', async () => {
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), reachable(), {
			workflow: { ...workflow, active: false },
			mode: 'manual',
		});

		expect(run.hints('Ssemble')).toEqual([]);
	});

	it('doubts the address that n8n makes up from its host and port', async () => {
		const host = { ...s.publicHost, webhookUrl: 'https://n8n.example.com:5678/' };
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), host, { workflow });

		expect(sentUrls()).toEqual(['https://n8n.example.com:5678/webhook/ssemble/wf1234']);
		expect(run.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('WEBHOOK_URL') as string },
		]);
	});

	it('tells what is wrong with an address without https://', async () => {
		const host = { ...s.publicHost, webhookUrl: 'n8n.example.com:5678/' };
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), host, { workflow });

		expect(sentUrls()).toEqual([undefined]);
		const [hint] = run.hints('Ssemble');
		expect(hint?.message).toContain('n8n.example.com:5678/webhook/ssemble/wf1234 does not start');
		expect(hint?.message).toContain('WEBHOOK_URL');
	});

	it('sends nothing where n8n itself has stumbled over an address without https://', async () => {
		const host = { ...s.publicHost, webhookUrl: 'n8n.example.com' };
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), host, { workflow });

		expect(run.error?.message).toBe('Invalid URL');
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('sends the name and password of an address, and shows them nowhere', async () => {
		const host = { ...s.publicHost, webhookUrl: 'https://me:secret@n8n.example.com/' };
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), host, { workflow });

		expect(sentUrls()).toEqual(['https://me:secret@n8n.example.com/webhook/ssemble/wf1234']);
		expect(run.json('After')).toMatchObject([
			{ webhookUrl: 'https://***@n8n.example.com/webhook/ssemble/wf1234' },
		]);
		expect(run.traces('secret')).toEqual([]);
	});

	it('shows no name and password of an address that Ssemble refuses and tells back', async () => {
		const host = { ...s.publicHost, webhookUrl: 'https://me:secret@n8n.example.com/' };
		const message = 'webhookUrl https://me:secret@n8n.example.com/webhook is not reachable';
		const body = { error: { code: 'url_validation_failed', message, details: null } };
		s.sandbox.addFault({ method: 'POST', effect: { kind: 'answer', status: 400, body } });
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), host, { workflow });

		expect(run.error?.message).toContain('https://***@n8n.example.com/webhook');
		expect(run.traces('secret')).toEqual([]);
	});

	it('submits without a URL where n8n has only a local address, and tells what to set', async () => {
		const run = await runSsemble(create({ notify: 'thisWorkflow' }), hidden(), {
			workflow,
			items: [{}, {}],
		});

		expect(run.error).toBeUndefined();
		expect(sentUrls()).toEqual([undefined, undefined]);
		expect(run.json('After')).toMatchObject([{ webhookUrl: null }, { webhookUrl: null }]);
		expect(run.hints('Ssemble')).toMatchObject([
			{ message: expect.stringContaining('WEBHOOK_URL') as string },
		]);
		expect(run.hints('Ssemble')[0]?.message).toContain('http://localhost:5678');
	});

	it('sends a local URL to an API that is local itself', async () => {
		await runSsemble(
			create({ notify: 'thisWorkflow' }),
			{ ...s.host, webhookUrl: 'http://localhost:5678/' },
			{ workflow },
		);

		expect(sentUrls()).toEqual(['http://localhost:5678/webhook/ssemble/wf1234']);
	});
});

describe('Notify: Another Workflow', () => {
	it.each<[string, INodeParameters]>([
		[
			'given by its address in the editor',
			{
				notifyWorkflow: {
					__rl: true,
					mode: 'url',
					value: 'https://n8n.example.com/workflow/other99/executions/7?projectId=p1',
				},
			},
		],
		['picked', { notifyWorkflow: { __rl: true, mode: 'list', value: 'other99' } }],
		['given as a plain text', { notifyWorkflow: 'other99' }],
		['given by its ID', { notifyWorkflow: { __rl: true, mode: 'id', value: 'other99' } }],
		[
			'given by an expression',
			{ notifyWorkflow: { __rl: true, mode: 'id', value: "={{ 'other' + 99 }}" } },
		],
	])('sends the URL of the trigger in the workflow that was %s', async (_how, parameters) => {
		const run = await runSsemble(create({ notify: 'otherWorkflow', ...parameters }), reachable(), {
			workflow: { ...workflow, active: false },
		});

		expect(run.error).toBeUndefined();
		expect(sentUrls()).toEqual(['https://n8n.example.com/webhook/ssemble/other99']);
		expect(run.hints('Ssemble')).toEqual([]);
	});

	it('refuses to run without one', async () => {
		const run = await runSsemble(
			create({
				notify: 'otherWorkflow',
				notifyWorkflow: { __rl: true, mode: 'id', value: "={{ '' }}" },
			}),
			reachable(),
		);

		expect(run.error).toMatchObject({
			itemIndex: 0,
			message: expect.stringContaining("'Workflow'") as string,
		});
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('refuses an address that is not a workflow’s', async () => {
		const notifyWorkflow = { __rl: true, mode: 'url', value: 'https://n8n.example.com/home' };
		const run = await runSsemble(create({ notify: 'otherWorkflow', notifyWorkflow }), reachable());

		expect(run.error).toMatchObject({
			itemIndex: 0,
			message: expect.stringContaining("'Workflow' is not the address of a workflow") as string,
		});
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it('runs where an expression decides who is notified', async () => {
		const run = await runSsemble(create({ notify: "={{ 'none' }}" }), reachable());

		expect(run.error).toBeUndefined();
		expect(sentUrls()).toEqual([undefined]);
	});

	it('refuses to run where n8n has only a local address', async () => {
		const notifyWorkflow = { __rl: true, mode: 'list', value: 'other99' };
		const run = await runSsemble(create({ notify: 'otherWorkflow', notifyWorkflow }), hidden());

		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('http://localhost:5678/webhook/ssemble/other99');
		expect(run.error?.description).toContain('WEBHOOK_URL');
		expect(s.sandbox.calls).toHaveLength(0);
	});
});

describe('Notify: A Custom URL', () => {
	it('sends that URL, which may differ from item to item', async () => {
		const run = await runSsemble(
			create({ notify: 'customUrl', webhookUrl: '={{ $json.to }}' }),
			hidden(),
			{ items: [{ to: 'https://example.com/a' }, { to: ' https://example.com/b ' }] },
		);

		expect(run.error).toBeUndefined();
		expect(sentUrls().sort()).toEqual(['https://example.com/a', 'https://example.com/b']);
		expect(run.json('After')).toMatchObject([
			{ webhookUrl: 'https://example.com/a' },
			{ webhookUrl: 'https://example.com/b' },
		]);
	});

	it.each([
		["={{ '' }}"],
		['={{ $json.missing }}'],
		['example.com/hook'],
		['ftp://example.com/hook'],
		['http://localhost/hook'],
		['http://localhost./hook'],
		['http://127.0.0.1:3000/hook'],
		['http://[::1]/hook'],
		['https://10.0.0.7/hook'],
		['https://172.20.1.1/hook'],
		['https://192.168.1.5/hook'],
		['http://169.254.169.254/latest'],
		[`https://example.com/${'x'.repeat(2_048)}`],
	])('refuses "%s" before anything is spent', async (webhookUrl) => {
		const run = await runSsemble(create({ notify: 'customUrl', webhookUrl }), reachable());

		expect(run.error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
		expect(run.error?.message).toContain('Webhook URL');
		expect(run.error?.description).toContain('https://');
		expect(s.sandbox.calls).toHaveLength(0);
	});

	it.each([
		['https://172.15.1.1/hook'],
		['https://172.32.1.1/hook'],
		['http://n8n.example.com:8080/a?b=c'],
	])('sends "%s"', async (webhookUrl) => {
		await runSsemble(create({ notify: 'customUrl', webhookUrl }), reachable());

		expect(sentUrls()).toEqual([webhookUrl]);
	});

	it('sends a local URL to an API that is local itself', async () => {
		await runSsemble(create({ notify: 'customUrl', webhookUrl: 'http://127.0.0.1:9/a' }), s.host);

		expect(sentUrls()).toEqual(['http://127.0.0.1:9/a']);
	});
});

describe('Notify: Nobody', () => {
	it('sends no URL and has nothing to tell', async () => {
		const run = await runSsemble(create({ notify: 'none' }), hidden(), {
			workflow: { ...workflow, active: false },
		});

		expect(sentUrls()).toEqual([undefined]);
		expect(run.json('After')).toMatchObject([{ webhookUrl: null }]);
		expect(run.hints('Ssemble')).toEqual([]);
	});
});

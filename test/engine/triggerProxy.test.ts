import { completed } from './support/events';
import type { N8n } from './support/n8n';
import { useSandbox } from './support/sandbox';
import { eachWithN8n, triggerSpec } from './support/trigger';

const s = useSandbox();
let n8n: N8n;

eachWithN8n(
	() => s.host,
	(started) => {
		n8n = started;
	},
);

describe('When the API', () => {
	it.each([403, 404, 408])(
		'is hidden behind a page of a proxy (%i), the run tries again and does not doubt the event',
		async (status) => {
			const workflow = await n8n.activate(triggerSpec());
			s.sandbox.addFault({
				path: '/shorts/:id',
				effect: { kind: 'answer', status, body: '<h1>Not for you</h1>' },
			});
			const run = await n8n.deliver(workflow, completed(s.seed().id));

			expect(run.error).toBeUndefined();
			expect(run.items('After')).toHaveLength(3);
		},
	);

	it('stays hidden behind a proxy that says 404, the run fails and says where to look', async () => {
		const workflow = await n8n.activate(triggerSpec());
		const fault = s.sandbox.addFault({
			path: '/shorts/:id',
			times: Infinity,
			effect: { kind: 'answer', status: 404, body: '<h1>Not Found</h1>' },
		});
		const event = completed(s.seed().id);
		const run = await n8n.deliver(workflow, event);

		expect(run.error).toMatchObject({ httpCode: '404' });
		expect(run.error?.description).toContain('base URL');
		fault.remove();
		expect((await n8n.deliver(workflow, event)).items('After')).toHaveLength(3);
	}, 90_000);
});

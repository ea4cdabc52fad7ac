import { startN8n, type N8n } from './support/n8n';
import { useSandbox } from './support/sandbox';

const s = useSandbox();
let n8n: N8n;

beforeAll(async () => {
	n8n = await startN8n(s.host);
});
afterAll(async () => await n8n.close());

const spec = (webhookId?: string) => ({
	nodes: [{ type: 'n8n-nodes-ssemble.ssembleTrigger', name: 'Ssemble Trigger', webhookId }],
});

describe('Publishing a workflow that n8n’s command line has imported', () => {
	it('is refused with what to do, if the trigger has no webhook ID', async () => {
		await expect(n8n.activate(spec())).rejects.toMatchObject({
			message: expect.stringContaining('Open the workflow in the editor, save it') as string,
		});
	});

	it('goes on if it has one', async () => {
		const { id } = await n8n.activate(spec('5d1e2f8e'));
		const { status } = await n8n.post(`webhook/ssemble/${id}`, { event: 'ssemble.probe' });
		expect(status).toBe(200);
	});
});

import { logEntries } from './support/log';
import { startN8n } from './support/n8n';
import { useSandbox } from './support/sandbox';

const s = useSandbox();

const spec = (listenTo: string) => ({
	nodes: [{ type: 'n8n-nodes-ssemble.ssembleTrigger', parameters: { listenTo } }],
});

describe.each(['trigger', 'account'])('Publishing a trigger that listens to "%s"', (listenTo) => {
	it.each(['={{ $json.key }}', "={{ $('Earlier').item.json.key }}"])(
		'is refused in plain words, if the API key is an expression on an item: %s',
		async (apiKey) => {
			const n8n = await startN8n({ credential: { apiKey, baseUrl: s.sandbox.url } });

			await expect(n8n.activate(spec(listenTo))).rejects.toMatchObject({
				message: expect.stringContaining('Choose a credential with a fixed API key') as string,
			});
			expect(s.sandbox.calls).toHaveLength(0);
			await n8n.close();
		},
	);

	it('warns where n8n made up its address, and shows no name and password of it', async () => {
		const webhookUrl = 'https://me:secret@n8n.mycompany.com:5678/';
		const n8n = await startN8n({ ...s.host, webhookUrl });
		const before = logEntries.length;
		await n8n.activate(spec(listenTo));
		await n8n.close();

		const warnings = logEntries.slice(before).filter(({ level }) => level === 'warn');
		expect(warnings.map(({ message }) => message)).toEqual([
			expect.stringMatching(/\/\*\*\*@n8n\.mycompany\.com:5678.*probably.*WEBHOOK_URL/) as string,
		]);
	});
});

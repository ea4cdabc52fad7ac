import { inPolling } from './support/polling';
import { useSandbox } from './support/sandbox';

const s = useSandbox({ clipsPerRequest: 2 });
const { begin, finish } = inPolling(s);

it('A request that its list calls completed, and its results do not, is no lost item', async () => {
	const { run, requests } = await begin(2, { limitMinutes: 0.02 });
	s.sandbox.addFault({
		method: 'GET',
		path: '/shorts/:id',
		when: ({ path }) => path.endsWith(requests[0]?.id ?? ''),
		times: Infinity,
		effect: {
			kind: 'change',
			change: (body) => {
				const { data } = body as { data: object };
				return { data: { ...data, status: 'processing' } };
			},
		},
	});
	for (const request of requests) finish(request);

	expect((await run).json('Ssemble')).toMatchObject([
		{ requestId: requests[0]?.id, status: 'processing', timedOut: true },
		{ requestId: requests[1]?.id, status: 'completed' },
		{ requestId: requests[1]?.id, status: 'completed' },
	]);
}, 90_000);

import {
	call,
	closeAll,
	create,
	receiver,
	SOURCE,
	start,
	startWithReceiver,
	WEBHOOK,
} from './support';

afterEach(closeAll);

describe('an event', () => {
	test('tells of completion as documented, with the score on its own scale', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		const id = await create(sandbox, { webhookUrl: `${WEBHOOK}?a=1` });

		sandbox.finish(id, 'completed');
		await sandbox.deliveriesDone();

		const { body } = await call(sandbox, 'GET', `/shorts/${id}`);
		const [clip] = body?.data?.shorts as { viral_score: number }[];
		expect(inbox.received).toEqual([
			{
				url: '/webhook/ssemble/w1?a=1',
				host: 'n8n.example.com',
				type: 'application/json',
				body: {
					event: 'shorts.completed',
					requestId: id,
					status: 'completed',
					timestamp: expect.stringMatching(/Z$/) as string,
					data: { shorts: expect.any(Array) as object[] },
				},
			},
		]);
		const { data } = inbox.received[0]?.body as { data: { shorts: object[] } };
		expect(data.shorts).toHaveLength(3);
		expect(data.shorts[0]).toEqual({
			id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
			title: expect.any(String) as string,
			video_url: expect.stringMatching(/^http/) as string,
			duration: expect.any(Number) as number,
			viral_score: (clip?.viral_score ?? 0) / 10,
		});
	});

	test('tells of failure with the reason', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		const id = await create(sandbox, { webhookUrl: WEBHOOK });

		sandbox.finish(id, 'failed', 'No speech');
		await sandbox.deliveriesDone();

		expect(inbox.received[0]?.body).toMatchObject({
			event: 'shorts.failed',
			requestId: id,
			status: 'failed',
			data: { failureReason: 'No speech' },
		});
	});

	test('is not sent without a webhook URL, nor for a cancelled request', async () => {
		const { sandbox } = await startWithReceiver();
		sandbox.finish(await create(sandbox), 'completed');
		sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'cancelled');
		await sandbox.deliveriesDone();

		expect(sandbox.deliveries).toHaveLength(0);
	});

	test('is sent once, however often the request is ended', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		const id = await create(sandbox, { webhookUrl: WEBHOOK });
		sandbox.finish(id, 'completed');
		sandbox.finish(id, 'failed');
		await sandbox.deliveriesDone();

		expect(inbox.received.map(({ body }) => body.event)).toEqual(['shorts.completed']);
	});
});

describe('delivery', () => {
	test('ends with the first 2xx', async () => {
		const { sandbox, inbox } = await startWithReceiver({}, 500, 204);
		sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
		await sandbox.deliveriesDone();

		expect(
			sandbox.deliveries.map(({ attempt, outcome, status }) => [attempt, outcome, status]),
		).toEqual([
			[1, 'refused', 500],
			[2, 'acknowledged', 204],
		]);
		expect(inbox.received[1]?.body).toEqual(inbox.received[0]?.body);
	});

	test('is given up after three attempts, and a redirect is no acknowledgement', async () => {
		const { sandbox, inbox } = await startWithReceiver({}, 302, 404, 409);
		sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
		await sandbox.deliveriesDone();

		expect(sandbox.deliveries.map(({ status }) => status)).toEqual([302, 404, 409]);
		expect(inbox.received).toHaveLength(3);
	});

	test('goes on after a receiver that does not answer or cannot be reached', async () => {
		const { sandbox, inbox } = await startWithReceiver({ webhookTimeoutMs: 500 }, 0);
		sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
		await sandbox.deliveriesDone();
		await inbox.close();
		sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
		await sandbox.deliveriesDone();

		expect(sandbox.deliveries.map(({ outcome }) => outcome)).toEqual([
			'timeout',
			'acknowledged',
			'unreachable',
			'unreachable',
			'unreachable',
		]);
	});

	test('by default waits 0, 1 and 3 seconds before its attempts, and 10 for an answer', async () => {
		const { settings } = await start({ webhookAttemptDelaysMs: undefined });
		expect(settings.webhookAttemptDelaysMs).toEqual([0, 1_000, 3_000]);
		expect(settings.webhookTimeoutMs).toBe(10_000);
	});

	test('never leaves this machine unless told to', async () => {
		const sandbox = await start({ allowLocalWebhooks: true });
		for (const webhookUrl of ['https://example.com/hook', 'http://192.168.0.1/hook']) {
			sandbox.finish(await create(sandbox, { webhookUrl }), 'completed');
		}
		await sandbox.deliveriesDone();

		expect(sandbox.deliveries.map(({ outcome }) => outcome)).toEqual(['blocked', 'blocked']);
	});

	test('goes to this machine when local webhooks are allowed', async () => {
		const inbox = await receiver();
		const sandbox = await start({ allowLocalWebhooks: true });
		sandbox.finish(await create(sandbox, { webhookUrl: `${inbox.origin}/hook` }), 'completed');
		await sandbox.deliveriesDone();

		expect(inbox.received).toMatchObject([{ url: '/hook' }]);
	});
});

describe('a fault of events', () => {
	test('loses one, by number or by request', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		const ids: string[] = [];
		for (let n = 0; n < 3; n += 1) ids.push(await create(sandbox, { webhookUrl: WEBHOOK }));
		sandbox.addEventFault({ lose: true, when: ({ id }) => id === ids[1] });

		for (const id of ids) sandbox.finish(id, 'completed');
		await sandbox.deliveriesDone();

		const told = inbox.received.map(({ body }) => body.requestId);
		expect(told.sort()).toEqual([ids[0], ids[2]].sort());
	});

	test.each([true, false])('repeats one (side by side: %s)', async (sideBySide) => {
		const { sandbox, inbox } = await startWithReceiver();
		sandbox.addEventFault({ copies: 3, sideBySide });

		for (let n = 0; n < 2; n += 1) {
			sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
		}
		await sandbox.deliveriesDone();

		expect(inbox.received).toHaveLength(4);
		expect(
			inbox.received.filter(({ body }) => body.requestId === sandbox.requests[0]?.id),
		).toHaveLength(3);
	});

	test('lets the API lag behind the event', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		sandbox.addEventFault({ apiLagMs: Infinity });
		const id = await create(sandbox, { webhookUrl: WEBHOOK });

		sandbox.finish(id, 'completed');
		await sandbox.deliveriesDone();

		expect(inbox.received).toHaveLength(1);
		const { body } = await call(sandbox, 'GET', `/shorts/${id}`);
		expect(body?.data).toMatchObject({ status: 'processing', shorts: [] });
	});

	test('lets the API catch up after the lag', async () => {
		const { sandbox } = await startWithReceiver();
		sandbox.addEventFault({ apiLagMs: 30, delayMs: 1 });
		const id = await create(sandbox, { webhookUrl: WEBHOOK });
		sandbox.finish(id, 'completed');
		await sandbox.deliveriesDone();
		const [request] = sandbox.requests;

		await sandbox.until(() => Date.now() >= (request?.hiddenUntil ?? 0));

		const { body } = await call(sandbox, 'GET', `/shorts/${id}/status`);
		expect(body?.data?.status).toBe('completed');
	});

	test('forges what an event says', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		sandbox.addEventFault({ overrides: { event: 'shorts.failed', status: 'failed' } });
		sandbox.finish(await create(sandbox, { webhookUrl: WEBHOOK }), 'completed');
		await sandbox.deliveriesDone();

		expect(inbox.received[0]?.body).toMatchObject({ event: 'shorts.failed', status: 'failed' });
	});

	test('is asked for by the source URL too', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		for (const word of ['sandbox-lost-event', 'sandbox-repeated-event']) {
			const url = `${SOURCE}-${word}`;
			sandbox.finish(await create(sandbox, { url, webhookUrl: WEBHOOK }), 'completed');
		}
		await sandbox.deliveriesDone();

		expect(inbox.received.map(({ body }) => body.requestId)).toEqual(
			Array(3).fill(sandbox.requests[1]?.id),
		);
	});
});

test('held events are sent on release, in an order drawn from a seed', async () => {
	const { sandbox, inbox } = await startWithReceiver();
	sandbox.holdEvents();
	const ids: string[] = [];
	for (let n = 0; n < 6; n += 1) ids.push(await create(sandbox, { webhookUrl: WEBHOOK }));
	for (const id of ids) sandbox.finish(id, 'completed');
	expect(sandbox.deliveries).toHaveLength(0);

	await sandbox.releaseEvents({ shuffleSeed: 'a' });

	const order = inbox.received.map(({ body }) => body.requestId);
	expect(order).not.toEqual(ids);
	expect([...order].sort()).toEqual([...ids].sort());
});

describe('deliver()', () => {
	test('repeats or forges the event of a request', async () => {
		const { sandbox, inbox } = await startWithReceiver();
		const id = await create(sandbox, { webhookUrl: WEBHOOK });

		expect(await sandbox.deliver(id, { event: { status: 7 } })).toBe(true);

		expect(inbox.received[0]?.body).toMatchObject({
			requestId: id,
			event: 'shorts.completed',
			status: 7,
		});
	});

	test('sends an event for a request that does not exist to any URL', async () => {
		const inbox = await receiver(400, 400, 400);
		const sandbox = await start();

		const id = 'f'.repeat(24);
		expect(await sandbox.deliver(id, { url: `${inbox.origin}/x` })).toBe(false);

		expect(inbox.received).toHaveLength(3);
		expect(inbox.received[0]).toMatchObject({ url: '/x', body: { requestId: id } });
	});
});

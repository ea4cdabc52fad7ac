import fc from 'fast-check';
import { parseEvent } from '../../nodes/Ssemble/api/parseEvent';

const event = {
	event: 'shorts.completed',
	requestId: '665a1b2c3d4e5f6a7b8c9d0e',
	status: 'completed',
	timestamp: '2026-03-30T12:00:00.000Z',
};

describe('What is posted to the trigger is an event', () => {
	it.each<[string, object, object]>([
		['as documented', { data: { shorts: [{ id: 'x' }] } }, event],
		['with unknown fields', { more: { unknown: true } }, event],
		['without a timestamp', { timestamp: undefined }, { ...event, timestamp: undefined }],
		[
			'with a timestamp that is not a time',
			{ timestamp: 'soon' },
			{ ...event, timestamp: undefined },
		],
		[
			'with an endless timestamp',
			{ timestamp: ' '.repeat(99) },
			{ ...event, timestamp: undefined },
		],
		[
			'of a failure',
			{ event: 'shorts.failed', status: 'failed', data: { failureReason: 'x' } },
			{ ...event, event: 'shorts.failed', status: 'failed' },
		],
		['with an ID in capitals', { requestId: event.requestId.toUpperCase() }, event],
		['with the status word of the vendor’s client', { status: 'TASK_COMPLETE' }, event],
		['with the same in other letters', { status: ' Task_Complete ' }, event],
		['with its status in capitals', { status: 'COMPLETED' }, event],
		['with a status that nobody knows', { status: 'rendered' }, event],
		['without a status', { status: undefined }, event],
		['with a status that is no text', { status: 1 }, event],
	])('%s, and is reduced to what is used of it', (_what, more, expected) => {
		expect(parseEvent({ body: { ...event, ...more }, size: 100 })).toEqual({ event: expected });
	});
});

describe('What is posted to the trigger is no event', () => {
	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['a text', 'shorts.completed'],
		['a list', [event]],
		['an empty object', {}],
		['an unknown event', { ...event, event: 'shorts.deleted' }],
		['the name of a method', { ...event, event: 'toString' }],
		['a status that does not match', { ...event, status: 'failed' }],
		['a status in capitals that does not match', { ...event, status: 'FAILED' }],
		['a status of a request in work', { ...event, status: 'processing' }],
		[
			'a failure with the status word of the vendor’s client',
			{ ...event, event: 'shorts.failed', status: 'TASK_COMPLETE' },
		],
		['no ID', { ...event, requestId: undefined }],
		['a number as ID', { ...event, requestId: 665 }],
		['an ID that is too long', { ...event, requestId: `${event.requestId}0` }],
		['an ID that is a path', { ...event, requestId: '../templates/aaaaaaaaaaaaa' }],
		['an ID with a line break', { ...event, requestId: `${event.requestId}\n` }],
	])('%s', (_what, body) => {
		expect(parseEvent({ body, size: 100 })).toEqual({ reason: expect.any(String) as string });
	});

	it('a body that is too large', () => {
		expect(parseEvent({ body: event, size: 1_000_001 })).toMatchObject({
			reason: expect.any(String) as string,
		});
	});
});

it('Nothing that is posted does harm', () => {
	const anything = fc.oneof(
		fc.anything(),
		fc.record(
			{
				event: fc.oneof(fc.constantFrom('shorts.completed', 'shorts.failed'), fc.anything()),
				status: fc.oneof(fc.constantFrom('completed', 'failed'), fc.anything()),
				requestId: fc.oneof(fc.constant(event.requestId), fc.anything()),
				timestamp: fc.anything(),
			},
			{ requiredKeys: [] },
		),
	);
	fc.assert(
		fc.property(anything, (body) => {
			const parsed = parseEvent({ body, size: 100 });
			if ('reason' in parsed) return;
			expect(parsed.event.requestId).toMatch(/^[0-9a-f]{24}$/);
			expect(parsed.event.event).toBe(`shorts.${parsed.event.status}`);
		}),
		{ numRuns: 1_000 },
	);
});

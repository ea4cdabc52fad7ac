import type { Batch } from '../../nodes/Ssemble/wait/batch';
import { forget, remember } from '../../nodes/Ssemble/wait/remembered';

/** Milliseconds after which a callback may wake an execution that seems to have been woken in vain. */
const LATER = 3_000;

const batchOf = (requestId: string): Batch => ({
	entries: [
		{
			requestId,
			itemIndex: 0,
			status: 'queued',
			choice: { outputAs: 'clips', fields: 'simplified', clips: {} },
		},
	],
	hints: [],
	limitAt: Date.now() + 60_000,
	createdAfter: 0,
	notifiesOther: false,
});

describe('A callback that comes late', () => {
	it('may wake an execution that was woken but did not wake up', () => {
		const batch = batchOf('one');
		remember(batch).woken();

		expect(remember(batch).wasAwakeAt(Date.now())).toBe(true);
		expect(remember(batch).wasAwakeAt(Date.now() + LATER)).toBe(false);
	});

	it('does not wake one that is awake already', () => {
		const batch = batchOf('two');
		remember(batch).woken();
		remember(batch).takeResults();

		expect(remember(batch).wasAwakeAt(Date.now() + LATER)).toBe(true);
	});

	it('may wake one that sleeps again', () => {
		const batch = batchOf('three');
		remember(batch).woken();
		remember(batch).takeResults();
		forget(batch);

		expect(remember(batch).wasAwakeAt(Date.now())).toBe(false);
	});
});

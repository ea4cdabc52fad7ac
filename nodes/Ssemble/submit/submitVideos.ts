import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApiClient } from '../api/client';
import { refuser } from '../n8n/parameters';
import { submissionHints } from '../results/hints';
import { LONGEST_VIDEO } from './readRange';
import { readCreditLimit } from './readOptions';
import type { Asked, VideoRequest } from './readVideos';
import { partOf } from './receipts';
import { idsOf, isFailed, type PastEnd, type Result, type Taken, type Unknown } from './submission';
import { Submitter } from './submit';
import { showTime } from './videoTime';

/** What became of a part of a video that an input item asks for. */
export type Submitted = Exclude<Result, PastEnd>;

/**
 * Submits what the input items ask for, up to 10 of them at once. The parts of a video go out one after the other,
 * until Ssemble says that it is over.
 *
 * @returns what became of all that they ask for, in their order, and what the user should know about it
 * @throws NodeApiError | NodeOperationError if one is refused and the node is to stop; it names the requests that
 *   were submitted nevertheless
 */
export async function submitVideos(
	context: IExecuteFunctions,
	client: ApiClient,
	asked: Asked[],
): Promise<{ results: Submitted[]; hints: string[] }> {
	const stopEarly = !context.continueOnFail();
	const videos = asked.filter((one): one is VideoRequest => 'bodies' in one);
	refuseCostly(context, videos);

	const submitter = new Submitter(context, client);
	const results: Result[] = asked.flatMap((one) => ('bodies' in one ? [] : [one]));
	const hints: string[] = [];
	let going = videos;
	for (let part = 0; going.length > 0; part++) {
		const submissions = going.flatMap(({ itemIndex, bodies }) => {
			const body = bodies[part];
			return body ? [{ itemIndex, body, mayBePastEnd: part > 0 }] : [];
		});
		const settled = await submitter.submit(submissions);
		results.push(...settled.results);
		hints.push(...settled.hints);
		const isStopped = stopEarly && settled.results.some(isFailed);
		going = isStopped ? [] : going.filter((video) => goesOn(video, part, settled.results));
	}
	const submitted = results.filter((result) => result.kind !== 'pastEnd');
	if (stopEarly) throwFirstError(submitted);
	return {
		// The sort is stable, so the parts of a video stay in their order.
		results: submitted.sort((a, b) => a.itemIndex - b.itemIndex),
		hints: [...hints, ...hintsAbout(videos, submitted)],
	};
}

function refuseCostly(context: IExecuteFunctions, videos: VideoRequest[]): void {
	const limit = readCreditLimit(context);
	const credits = videos.reduce((sum, { bodies }) => sum + bodies.length, 0);
	if (credits <= limit) return;
	refuser(context)(
		`The input items may cost ${credits} credits, but 'Credit Limit' is ${limit}`,
		"Pass in fewer items or shorter ranges, or raise 'Credit Limit' in the additional options. Nothing was submitted.",
	);
}

/** Whether the next part of a video is to be submitted. */
function goesOn({ itemIndex, bodies }: VideoRequest, part: number, results: Result[]): boolean {
	const result = results.find((one) => one.itemIndex === itemIndex);
	if (part + 1 >= bodies.length || result?.kind !== 'taken') return false;
	return !isLastPart(result);
}

/** Whether the video ends within this part. */
function isLastPart({ created, body }: Taken): boolean {
	const { timeAdjustment } = created;
	if (!timeAdjustment) return false;
	const end = Number(timeAdjustment.adjusted?.end ?? timeAdjustment.videoDuration);
	return !(end >= body.end);
}

function hintsAbout(videos: VideoRequest[], submitted: Submitted[]): string[] {
	return videos.flatMap((video) => {
		const taken = submitted.filter(
			(one): one is Taken => one.kind === 'taken' && one.itemIndex === video.itemIndex,
		);
		if (!video.isWhole) return taken.flatMap(({ created }) => submissionHints(created));
		const last = taken.at(-1);
		const isLimited = last && taken.length === video.bodies.length && !isLastPart(last);
		return isLimited && last.body.end < LONGEST_VIDEO ? [limitHint(last, taken.length)] : [];
	});
}

function limitHint({ itemIndex, body }: Taken, credits: number): string {
	return `'Max Credits' is ${credits}, so item ${itemIndex} is covered up to ${showTime(body.end)}. If its video is longer, raise 'Max Credits' to get clips of the rest.`;
}

function throwFirstError(submitted: Submitted[]): void {
	const failed = submitted.find((result) => result.kind !== 'taken');
	if (!failed) return;
	const others = submitted.filter((result) => result !== failed);
	const { error } = failed;
	const unknown = others.filter((result) => result.kind === 'unknown');
	error.description = [error.description, takenRemedy(idsOf(others)), unknownRemedy(unknown)]
		.filter(Boolean)
		.join(' ');
	throw error;
}

function takenRemedy(ids: string[]): string {
	if (ids.length === 0) return '';
	return `These requests were submitted nevertheless and are being processed: ${ids.join(', ')}. Read their clips with Get Results; submit only the other items again.`;
}

function unknownRemedy(unknown: Unknown[]): string {
	if (unknown.length === 0) return '';
	const each = unknown.map(({ itemIndex, body }) => `item ${itemIndex} (${partOf(body)})`);
	return `It is not known either whether Ssemble accepted ${each.join(', ')}. Look for them in the Ssemble dashboard, or with the operation Request → Get Many, before you submit them again.`;
}

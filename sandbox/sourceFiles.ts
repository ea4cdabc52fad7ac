import { parseHttpUrl } from './addresses';
import type { SandboxRequest } from './requests';

/** The only hosts that a source file is ever fetched from. */
const OWN_HOSTS = ['127.0.0.1', 'localhost'];

/** Whether the address of a source file is one that the sandbox may fetch. */
export const isFetchable = (fileUrl: string) =>
	OWN_HOSTS.includes(parseHttpUrl(fileUrl)?.hostname ?? '');

/** Fetches source files from this machine, to see whether they can be had. Keeps nothing of them. */
export class SourceFiles {
	private readonly closing = new AbortController();

	/** Reads the file to its end and counts its bytes in `request.fetchedBytes`. Returns what is wrong with it, if anything. */
	async read(request: SandboxRequest, fileUrl: string): Promise<string | undefined> {
		request.fetchedBytes = 0;
		try {
			// Followed, a redirect could lead to another host.
			const answer = await fetch(fileUrl, { redirect: 'manual', signal: this.closing.signal });
			for await (const piece of answer.body ?? []) {
				request.fetchedBytes += (piece as Uint8Array).length;
			}
			return problemOf(answer);
		} catch {
			return 'The file is not a video: it could not be fetched';
		}
	}

	/** Whether files are not fetched any more. */
	get closed(): boolean {
		return this.closing.signal.aborted;
	}

	close() {
		this.closing.abort();
	}
}

function problemOf({ ok, status, headers }: Response): string | undefined {
	if (!ok) return `The file is not a video: its address answered ${status}`;
	const type = headers.get('content-type') ?? 'none';
	return type.startsWith('video/')
		? undefined
		: `The file is not a video: its content type is ${type}`;
}

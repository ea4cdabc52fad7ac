import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

/** Where n8n serves files to whoever has a signed address, below its REST endpoint, which can have any name. */
const SIGNED_PATH = '/binary-data/signed';

/** For how long an address is valid. Ssemble fetches the video when it begins with it. */
const VALID_FOR = '1 day';

/** Whether this n8n can give files a public address, as it does from 1.90 on. */
export function canSign(context: IExecuteFunctions): boolean {
	return typeof context.helpers.createBinarySignedUrl === 'function';
}

/** Whether a file lies where n8n can serve it from, rather than in its memory. */
export function isStored({ id }: IBinaryData): boolean {
	return id !== undefined && id !== '';
}

/**
 * A public address of a file that lies in n8n, valid for a day.
 *
 * @param query what to add to the address; it does no harm
 */
export function signedUrl(
	context: IExecuteFunctions,
	file: IBinaryData,
	query: Record<string, string>,
): string {
	const url = new URL(context.helpers.createBinarySignedUrl(file, VALID_FOR));
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	return url.href;
}

/** The address of a file without the token that opens it; any other address as it is. */
export function withoutFileToken(address: string): string {
	if (!address.includes(SIGNED_PATH) || !URL.canParse(address)) return address;
	const url = new URL(address);
	url.searchParams.delete('token');
	return url.href;
}

/** Ranges of addresses that no server on the internet can call, or that Ssemble refuses by its documentation. */
const PRIVATE_RANGES = [
	'0.0.0.0/8',
	'10.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.168.0.0/16',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
	'224.0.0.0/3',
	'::ffff:0:0/96',
	'2001:db8::/32',
	'fc00::/7',
	'fe80::/10',
	'fec0::/10',
	'ff00::/8',
].map(prefixBits);

/** Ranges whose addresses have one of IPv4 inside, behind their prefix; `::` and `::1` count among them. */
const EMBEDDING_RANGES = ['::/96', '64:ff9b::/96', '2002::/16'].map(prefixBits);

const PRIVATE_NAMES =
	/\.(corp|example|home|home\.arpa|internal|intranet|invalid|lan|local|localdomain|localhost|private|svc|test)$/;

/** A name without a dot, such as localhost or a container's, is known only inside its own network. */
const BARE_NAME = /^[^.:[\]]+$/;

/**
 * Whether a URL's host is this machine, in a private network, or otherwise nowhere on the internet, as far as
 * can be told without looking up its name.
 */
export function isPrivate(url: string): boolean {
	const host = new URL(url).hostname.toLowerCase().replace(/\.$/, '');
	if (host.startsWith('[')) return isPrivateAddress(ipv6Bits(host.slice(1, -1)));
	if (/^\d+(\.\d+){3}$/.test(host)) return isPrivateAddress(ipv4Bits(host));
	return BARE_NAME.test(host) || PRIVATE_NAMES.test(host);
}

/** @param bits 32 or 128 digits, 0 or 1 */
function isPrivateAddress(bits: string): boolean {
	const isInside = ({ prefix, length }: Range) => bits.length === length && bits.startsWith(prefix);
	if (PRIVATE_RANGES.some(isInside)) return true;
	const embedding = EMBEDDING_RANGES.find(isInside);
	if (!embedding) return false;
	const start = embedding.prefix.length;
	return isPrivateAddress(bits.slice(start, start + 32));
}

/** How all addresses of a range begin, and how many bits they have. */
interface Range {
	prefix: string;
	length: number;
}

function prefixBits(range: string): Range {
	const [address = '', size] = range.split('/');
	const bits = address.includes(':') ? ipv6Bits(address) : ipv4Bits(address);
	return { prefix: bits.slice(0, Number(size)), length: bits.length };
}

function ipv4Bits(address: string): string {
	return address
		.split('.')
		.map((part) => toBits(Number(part), 8))
		.join('');
}

/** @param address as a URL gives it: in hexadecimal throughout */
function ipv6Bits(address: string): string {
	const [head = [], tail = []] = address
		.split('::')
		.map((half) => half.split(':').filter((group) => group !== ''));
	const left = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	return [...head, ...left, ...tail].map((group) => toBits(parseInt(group, 16), 16)).join('');
}

function toBits(value: number, count: number): string {
	return value.toString(2).padStart(count, '0');
}

import type { SandboxSettings } from './settings';

/** One page of a list, and the pagination that tells about it under either set of names. */
export function paginate<T>(
	all: readonly T[],
	{ page, limit }: { page: number; limit: number },
	names: SandboxSettings['pagination'],
) {
	const totalPages = Math.max(1, Math.ceil(all.length / limit));
	return {
		entries: all.slice((page - 1) * limit, page * limit),
		pagination:
			names === 'page'
				? { page, limit, totalPages, totalCount: all.length }
				: { currentPage: page, itemsPerPage: limit, totalPages, totalItems: all.length },
	};
}

import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { ApiClient } from '../api/client';
import { getTemplates, LISTS } from '../api/endpoints';
import { listEntries, readPage, type ListCall } from '../api/paging';
import type { StockVideo } from '../api/types';
import { RANDOM } from '../submit/optionParameters';

/*
 * What fills the searchable dropdowns. Each throws the API's error, so that the editor shows what is wrong
 * with the credential instead of an empty list.
 */

const ANY_OF_THEM: INodeListSearchItems = { name: 'Random', value: RANDOM };

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

const searchTemplates: Search = async function (filter) {
	const templates = await getTemplates(await ApiClient.connect(this));
	const choices = templates.map(({ templateId, displayName, preview, gif }) => ({
		name: displayName,
		value: templateId,
		url: gif ?? preview,
	}));
	return { results: matching(choices, filter) };
};

const searchMusic = searchIn(LISTS.music, ({ name, duration, url }) => ({
	name: withLength(name, duration),
	value: name,
	url,
}));

const searchGameVideos = searchIn(LISTS.gameVideos, showVideo);

const searchMemeHooks = searchIn(LISTS.memeHooks, showVideo);

/** The node's `methods.listSearch`. */
export const listSearch = { searchGameVideos, searchMemeHooks, searchMusic, searchTemplates };

/** Lists an API list page by page as the user scrolls; a search goes through all pages at once. */
function searchIn<Asset>(
	call: ListCall<Asset>,
	show: (asset: Asset) => INodeListSearchItems,
): Search {
	return async function (filter, paginationToken) {
		const client = await ApiClient.connect(this);
		if (filter) {
			const assets = await listEntries(client, call);
			return { results: matching([ANY_OF_THEM, ...assets.map(show)], filter) };
		}
		const page = Number(paginationToken ?? 1);
		const { entries, isLast } = await readPage(client, call, page);
		return {
			results: [...(page === 1 ? [ANY_OF_THEM] : []), ...entries.map(show)],
			...(isLast ? {} : { paginationToken: String(page + 1) }),
		};
	};
}

function showVideo({ name, video, preview, video_duration }: StockVideo): INodeListSearchItems {
	return { name: withLength(name, video_duration), value: name, url: video ?? preview };
}

/** @param seconds undefined if the API does not tell */
function withLength(name: string, seconds: number | undefined): string {
	return seconds == null ? name : `${name} (${minutes(seconds)})`;
}

function matching(choices: INodeListSearchItems[], filter = ''): INodeListSearchItems[] {
	const wanted = plain(filter.trim());
	return choices.filter(({ name }) => plain(name).includes(wanted));
}

/** Without accents and capitals. */
function plain(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function minutes(seconds: number): string {
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

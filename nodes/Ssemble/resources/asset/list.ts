import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiClient } from '../../api/client';
import { getTemplates, LISTS } from '../../api/endpoints';
import { showHints } from '../../results/hints';
import { forEachItem, pairedItems } from '../../n8n/items';
import { refuser } from '../../n8n/parameters';
import { assetTypeParameter, limitParameters, readLimit } from '../fields/listParameters';
import { listEntries } from '../../api/paging';
import type { Operation } from '../../n8n/resource';

const ASSET_TYPES = ['templates', 'gameVideos', 'memeHooks', 'music'] as const;

type AssetType = (typeof ASSET_TYPES)[number];

/** Lists what shorts can be made with. */
export const list: Operation = {
	option: {
		name: 'Get Many',
		value: 'list',
		action: 'Get many assets',
		description:
			'Retrieve a list of caption templates, music tracks, game videos or meme hooks to make shorts with',
	},
	parameters: [assetTypeParameter, ...limitParameters],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const client = await ApiClient.connect(context);
	const hints: string[] = [];

	const items = await forEachItem(context, async (itemIndex) => {
		const limit = readLimit(context, itemIndex);
		const assetType = readAssetType(context, itemIndex);
		const assets = await getAssets(client, assetType, limit, itemIndex);
		if (assets.length === 0) hints.push('Ssemble has no assets of this type at the moment.');
		return pairedItems(assets, itemIndex);
	});
	showHints(context, hints);
	return items;
}

function readAssetType(context: IExecuteFunctions, itemIndex: number): AssetType {
	const value = context.getNodeParameter('assetType', itemIndex, 'templates');
	const assetType = ASSET_TYPES.find((one) => one === value);
	if (assetType) return assetType;
	return refuser(context, itemIndex)(
		"Ssemble does not have this 'Asset Type'",
		`Use one of these: ${ASSET_TYPES.join(', ')}.`,
	);
}

async function getAssets(
	client: ApiClient,
	assetType: AssetType,
	limit: number,
	itemIndex: number,
): Promise<IDataObject[]> {
	if (assetType === 'templates') return (await getTemplates(client, itemIndex)).slice(0, limit);
	if (assetType === 'music') return await listEntries(client, { ...LISTS.music, itemIndex }, limit);
	return await listEntries(client, { ...LISTS[assetType], itemIndex }, limit);
}

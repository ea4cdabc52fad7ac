import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DEFAULT_TEMPLATE, GAME_VIDEOS, MEME_HOOKS, MUSIC, TEMPLATES } from '../catalogue';
import { checkPaging } from '../checks';
import type { Context } from '../context';
import { paginate } from '../pages';

const PAGED = [
	{ endpoint: 'music', field: 'music', entries: MUSIC },
	{ endpoint: 'game-videos', field: 'gameVideos', entries: GAME_VIDEOS },
	{ endpoint: 'meme-hooks', field: 'memeHooks', entries: MEME_HOOKS },
] as const;

/** The endpoints that list what a request can be made with. */
export function assetRoutes(api: FastifyInstance, { settings }: Context) {
	api.get('/templates', { config: { endpoint: 'templates' } }, (request) => ({
		data: {
			templates: TEMPLATES.map((template) => withFullUrls(template, request)),
			defaultTemplateId: DEFAULT_TEMPLATE.templateId,
			defaultTemplateName: DEFAULT_TEMPLATE.name,
		},
	}));
	for (const { endpoint, field, entries } of PAGED) {
		api.get(`/${endpoint}`, { config: { endpoint } }, (request) => {
			const query = checkPaging(request.query as Record<string, unknown>);
			const page = paginate<object>(entries, query, settings.pagination);
			return {
				data: {
					[field]: page.entries.map((entry) => withFullUrls(entry, request)),
					pagination: page.pagination,
				},
			};
		});
	}
}

/** A copy of a catalogue entry whose paths are addresses that the caller can open. */
const withFullUrls = (entry: object, { protocol, host }: FastifyRequest) =>
	Object.fromEntries(
		Object.entries(entry).map(([name, value]: [string, unknown]) => [
			name,
			typeof value === 'string' && value.startsWith('/') ? `${protocol}://${host}${value}` : value,
		]),
	);

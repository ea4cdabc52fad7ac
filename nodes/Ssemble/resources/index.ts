import type { Resource } from '../n8n/resource';
import { asset } from './asset';
import { request } from './request';
import { short } from './short';

/** What the node can do, from version 2 on; what is used most comes first. */
export const RESOURCES: Resource[] = [short, request, asset];

import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { asText } from '../nodes/Ssemble/n8n/json';

/** What the test of the credential says, by the HTTP status of the answer. */
const TEST_MESSAGES: Array<[number, string]> = [
	[401, 'Ssemble does not know this API key. Copy it again from app.ssemble.com/api-keys.'],
	[
		403,
		'This account may not use the API. Choose a plan at app.ssemble.com/pricing, then try again.',
	],
	[
		404,
		'There is no Ssemble API at this base URL. Set it to https://aiclipping.ssemble.com/api/v1.',
	],
	[429, 'This account has made too many calls. The key may be right; try again in an hour.'],
];

export class SsembleApi implements ICredentialType {
	name = 'ssembleApi';

	displayName = 'Ssemble API';

	icon: Icon = {
		light: 'file:../nodes/Ssemble/ssemble.svg',
		dark: 'file:../nodes/Ssemble/ssemble.dark.svg',
	};

	documentationUrl = 'https://github.com/ssembleinc/n8n-nodes-ssemble#credential';

	httpRequestNode = {
		name: 'Ssemble',
		docsUrl: 'https://github.com/ssembleinc/n8n-nodes-ssemble#credential',
		apiBaseUrlPlaceholder: 'https://aiclipping.ssemble.com/api/v1/shorts',
	};

	properties: INodeProperties[] = [
		{
			displayName:
				'Find your API key at <a href="https://app.ssemble.com/api-keys" target="_blank">app.ssemble.com/api-keys</a>. The API needs <a href="https://app.ssemble.com/pricing" target="_blank">a plan</a>.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. sk_ssemble_…',
			description: 'Your Ssemble API key: in the dashboard, click the profile icon, then API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://aiclipping.ssemble.com/api/v1',
			description:
				'Address of the Ssemble API. Change it only to work against a sandbox of your own.',
		},
	];

	// Not an expression: n8n 2 needs some milliseconds of its one thread for each, and so for each call.
	authenticate: IAuthenticate = ({ apiKey }, request) => {
		const headers = { ...request.headers, 'X-API-Key': asText(apiKey) };
		return Promise.resolve({ ...request, headers });
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: "={{ $credentials.baseUrl?.trim().replace(new RegExp('/+$'), '') }}",
			url: '/templates',
			disableFollowRedirect: true,
		},
		rules: TEST_MESSAGES.map(([value, message]) => ({
			type: 'responseCode',
			properties: { value, message },
		})),
	};
}

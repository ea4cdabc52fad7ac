import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

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
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. sk_ssemble_…',
			description:
				'Your Ssemble API key. Find it in the <a href="https://app.ssemble.com" target="_blank">Ssemble dashboard</a>: click the profile icon, then API Keys.',
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				'X-API-Key': '={{ $credentials.apiKey?.trim() }}',
			},
		},
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: "={{ $credentials.baseUrl?.trim().replace(new RegExp('/+$'), '') }}",
			url: '/templates',
			disableFollowRedirect: true,
		},
	};
}

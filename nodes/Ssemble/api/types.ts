/**
 * The shapes of the Ssemble API. Every object may carry further fields, which pass through untouched; what the
 * API may leave out is optional.
 */

export type RequestStatus = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';

/** One generated video, as GET /shorts/:id lists it. */
export type Clip = {
	id: string;
	title?: string;
	/** The social caption, hashtags included. */
	description?: string;
	/** Why Ssemble chose this passage. */
	reason?: string;
	video_url?: string;
	/** Seconds. */
	duration?: number;
	/** 0–100 when read from the API, 0–10 in a webhook event. */
	viral_score?: number;
	/** The sentences spoken in it, by their `index`. */
	sentenceIndexes?: number[];
	startTimestamp?: number;
	endTimestamp?: number;
	width?: number;
	height?: number;
	recompiling?: boolean;
	/** A clip can have failed although its request completed. */
	error?: boolean;
	errorMessage?: string;
};

/** One sentence of a request's transcript. */
export type Sentence = {
	/** By which a clip's `sentenceIndexes` name it. */
	index: number;
	/** '' if the API gives no words. */
	sentence: string;
	/** Seconds into the source video. */
	start?: number;
	end?: number;
};

/** `data` of GET /shorts/:id. */
export type ShortsRequest = {
	_id: string;
	status: RequestStatus;
	/** 0–100. */
	progress?: number;
	url?: string;
	/** Seconds into the source video. */
	start?: number;
	end?: number;
	title?: string;
	language?: string;
	captionLanguage?: string;
	template?: string;
	preferredLength?: string;
	/** The transcript of the whole range. */
	sentences?: Sentence[];
	shorts?: Clip[];
	failureReason?: string;
};

/** `data` of GET /shorts/:id/status. */
export type ShortsRequestStatus = {
	_id: string;
	status: RequestStatus;
	step?: string;
	stepMessage?: string;
	/** 0–100. */
	progress?: number;
	failureReason?: string;
	userEmail?: string;
	isDemo?: boolean;
};

/** One entry of GET /shorts. */
export type ShortsRequestSummary = {
	requestId: string;
	status: RequestStatus;
	progress?: number;
	/** ISO 8601. */
	createdAt?: string;
	updatedAt?: string;
	url?: string;
	/** Seconds. */
	duration?: number;
};

/** Body of POST /shorts/create. Exactly one of `url` and `fileUrl` is given. */
export type CreateShortsBody = {
	url?: string;
	fileUrl?: string;
	/** Seconds into the source video. */
	start: number;
	end: number;
	preferredLength?: string;
	language?: string;
	captionLanguage?: string;
	templateId?: string;
	layout?: string;
	noClipping?: boolean;
	hookTitle?: boolean;
	memeHook?: boolean;
	memeHookName?: string;
	gameVideo?: boolean;
	gameVideoName?: string;
	ctaEnabled?: boolean;
	ctaText?: string;
	music?: boolean;
	musicName?: string;
	/** 0–100. */
	musicVolume?: number;
	webhookUrl?: string;
};

/** `data` of POST /shorts/create. */
export type CreatedShorts = {
	requestId: string;
	status: RequestStatus;
	creditsUsed?: number;
	estimatedCompletionTime?: string | number;
	/** Present when the range ran past the end of the video. Times in seconds. */
	timeAdjustment?: {
		message?: string;
		original?: { start: number; end: number };
		adjusted?: { start: number; end: number };
		videoDuration?: number;
	};
};

/** A caption style, as GET /templates lists it. */
export type Template = {
	templateId: string;
	/** Its id if the API gives no name. */
	name: string;
	displayName: string;
	thumbnail?: string;
	order?: number;
	preview?: string;
	gif?: string;
};

/** A piece of background music, as GET /music lists it. */
export type MusicTrack = {
	name: string;
	/** Seconds. */
	duration?: number;
	url?: string;
};

/** A game video or a meme hook, as GET /game-videos and GET /meme-hooks list them. */
export type StockVideo = {
	name: string;
	preview?: string;
	video?: string;
	video_duration?: number;
};

export type ShortsEventName = 'shorts.completed' | 'shorts.failed';

/** What Ssemble posts to a request's webhookUrl when the request has finished. */
export type ShortsEvent = {
	event: ShortsEventName;
	/** 24 hexadecimal characters. */
	requestId: string;
	status: 'completed' | 'failed';
	/** ISO 8601. */
	timestamp?: string;
	data?: { shorts?: Clip[]; failureReason?: string };
};

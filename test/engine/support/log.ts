import './environment';
import { Logger } from '@n8n/backend-common';
import { GlobalConfig, InstanceSettingsConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import type { LogMetadata } from 'n8n-workflow';

export interface LogEntry {
	level: 'debug' | 'error' | 'info' | 'warn';
	message: string;
	metadata?: LogMetadata;
}

/** Keeps what n8n and its nodes log, for tests to read. */
class RecordingLogger extends Logger {
	readonly entries: LogEntry[] = [];

	override scoped(): this {
		return this;
	}

	override error(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'error', message, metadata });
	}

	override warn(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'warn', message, metadata });
	}

	override info(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'info', message, metadata });
	}

	override debug(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'debug', message, metadata });
	}
}

const logger = new RecordingLogger(
	Container.get(GlobalConfig),
	Container.get(InstanceSettingsConfig),
);
Container.set(Logger, logger);

/** Everything logged in this test file so far. */
export const logEntries: readonly LogEntry[] = logger.entries;

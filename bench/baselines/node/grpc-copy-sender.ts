/**
 * Sends the first pages of a file over a bare grpc-js stream, one read and one message a batch. Reads into
 * buffers used in turn: a buffer is free again once its write's callback came.
 */
import { openSync, readSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { attach } from './bare-grpc.js';
import { boundLife, fail, numbersOf } from './program.js';

const PAGE_BYTES = 4096;
/** Messages handed to grpc-js at a time; more than flow control lets through at once. */
const BUFFERS = 8;

const { numbers: parameters, texts } = numbersOf(
	{
		port: { value: 0, min: 1, max: 65_535 },
		pages: { value: 100, min: 100, max: 1_000_000 },
		batch: { value: 64, min: 1, max: 1024 },
	},
	['file'],
);

process.on('uncaughtException', fail);
boundLife();
const descriptor = openSync(texts.get('file') ?? fail(new Error('file=PATH is missing')), 'r');
const total = parameters.pages * PAGE_BYTES;
const free = Array.from({ length: BUFFERS }, () => Buffer.alloc(parameters.batch * PAGE_BYTES));
let at = 0;

const call = attach(parameters.port, ({ code, details }) => {
	if (code !== status.OK) fail(new Error(`the call ended with status ${code}: ${details}`));
});
call.on('data', () => {});
call.on('end', () => call.end());
send();

function send(): void {
	while (at < total) {
		const buffer = free.pop();
		if (buffer === undefined) return;
		const length = Math.min(buffer.length, total - at);
		for (let filled = 0; filled < length; ) {
			const got = readSync(descriptor, buffer, filled, length - filled, at + filled);
			if (got === 0) fail(new Error(`the file ends after ${at + filled} of ${total} bytes`));
			filled += got;
		}
		at += length;
		call.write(buffer.subarray(0, length), () => {
			free.push(buffer);
			send();
		});
	}
}

/** Agent side of grpc-stream.ts: answers each message, in order, until the host ends the call. */
import { status } from '@grpc/grpc-js';
import { attach } from './bare-grpc.js';
import { boundLife, fail, numbersOf } from './program.js';
import { formOf } from './record-forms.js';
import { STREAM_PARAMETERS } from './stream-parameters.js';

const { numbers: parameters, texts } = numbersOf(
	{ ...STREAM_PARAMETERS, port: { value: 0, min: 1, max: 65_535 } },
	['form'],
);

process.on('uncaughtException', fail);
boundLife();
const form = formOf(texts.get('form') ?? 'bytes', parameters);
let taken = 0;
const call = attach(
	parameters.port,
	({ code, details }) => {
		if (code !== status.OK) fail(new Error(`the call ended with status ${code}: ${details}`));
	},
	parameters.plain === 1,
);
call.on('data', (message: Buffer) => {
	call.write(form.answer(message, taken++));
});
call.on('end', () => call.end());

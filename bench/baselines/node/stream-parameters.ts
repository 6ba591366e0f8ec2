/** What both sides of grpc-stream.ts take, beside `form`. */
export const STREAM_PARAMETERS = {
	/** Records that a message stands for. */
	rows: { value: 256, min: 1, max: 1_000_000 },
	/** Messages without an answer. */
	window: { value: 4, min: 1, max: 4096 },
	/** 1: the options of grpc-js as they are; 0: those of the product. */
	plain: { value: 0, min: 0, max: 1 },
	/** Lengths of messages and answers of the form `bytes`. */
	bytes: { value: 3000, min: 8, max: 4_000_000 },
	answer: { value: 2000, min: 8, max: 4_000_000 },
};

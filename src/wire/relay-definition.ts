/**
 * The relay service for grpc-js. Messages pass as bytes: the session decodes them itself, so that a
 * malformed one gets an answer with a code instead of a broken call.
 */

const identity = (bytes: Buffer): Buffer => bytes;

export const relayDefinition = {
	attach: {
		path: '/faultline.v1.RelayService/Attach',
		requestStream: true,
		responseStream: true,
		requestSerialize: identity,
		requestDeserialize: identity,
		responseSerialize: identity,
		responseDeserialize: identity,
	},
};
